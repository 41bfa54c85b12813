package io.crnas.detection.head;

import io.crnas.detection.data.ImageBatch;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Assigner;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a step learns from: a path, images, their objects, and which anchors stand for which of
 * them. No parameter has part in it, so that it is made while a step before computes, see {@link
 * DetectorModel#prepare}. Several threads may read it.
 */
public final class TrainingBatch {
  private final Network features;
  private final ImageBatch images;
  private final List<List<Target>> targets;
  private final long seed;
  private final long step;

  /** By the heads that read every level. */
  private final Map<String, AnchorGrid> anchors;

  /** The same, of each image. */
  private final Map<String, List<BoxSampler.Sample>> samples = new HashMap<>();

  TrainingBatch(
      Detector detector,
      Network features,
      ImageBatch images,
      List<List<Target>> targets,
      long seed,
      long step) {
    if (targets.size() != images.count()) {
      throw new IllegalArgumentException(
          "targets of " + targets.size() + " images for " + images.count());
    }
    this.features = features;
    this.images = images;
    this.targets = targets.stream().map(List::copyOf).toList();
    this.seed = seed;
    this.step = step;
    this.anchors = AnchorGrid.of(detector, images.padded(), grids(features, images.padded()));
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel _ -> samples.put(head.name(), sample(head));
        case Reads.Rois _ -> {}
      }
    }
  }

  private TrainingBatch(TrainingBatch other, Network features) {
    this.features = features;
    this.images = other.images;
    this.targets = other.targets;
    this.seed = other.seed;
    this.step = other.step;
    this.anchors = other.anchors;
    this.samples.putAll(other.samples);
  }

  /**
   * The same batch for another path.
   *
   * @param path whose levels are as large as those of this one
   */
  public TrainingBatch along(Network path) {
    return new TrainingBatch(this, path);
  }

  private static List<ImageSize> grids(Network features, ImageSize image) {
    return features.outputShapes(new Shape(3, image.height(), image.width())).values().stream()
        .map(level -> new ImageSize(level.height(), level.width()))
        .toList();
  }

  private List<BoxSampler.Sample> sample(Head head) {
    return IntStream.range(0, targets.size())
        .mapToObj(image ->
            BoxSampler.sample(
                head.sampler(),
                match(head, Boxes.of(targets.get(image))),
                Seeds.generator(seed, "proposals/sample", step, image)))
        .toList();
  }

  private int[] match(Head head, Boxes objects) {
    AnchorGrid grid = Objects.requireNonNull(anchors.get(head.name()), head.name());
    return switch (head.assigner()) {
      case Assigner.ByOverlap overlap -> Matcher.of(overlap).match(objects, grid);
      case Assigner.ByCentre centre -> new CentreMatcher(centre).match(objects, grid);
    };
  }

  /** The path that is trained. */
  public Network features() {
    return features;
  }

  public ImageBatch images() {
    return images;
  }

  /** The objects of each image. */
  List<List<Target>> targets() {
    return targets;
  }

  /** Of the choice of anchors and RoIs, together with the step. */
  long seed() {
    return seed;
  }

  /** Which step of the training it is for. */
  long step() {
    return step;
  }

  /** The anchors of each head that reads every level, by its name. */
  Map<String, AnchorGrid> anchors() {
    return anchors;
  }

  /** The anchors of each image that such a head learns from. */
  List<BoxSampler.Sample> samples(String head) {
    return Objects.requireNonNull(samples.get(head), head);
  }
}
