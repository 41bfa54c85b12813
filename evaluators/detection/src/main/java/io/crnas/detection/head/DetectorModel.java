package io.crnas.detection.head;

import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Value;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Yields;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Any detector around any backbone, in the engine: trains and detects with a feature network (image
 * {@code input} to the levels of the pyramid) that the caller names at each call, and with the
 * detector's heads. Parameters are the store's. Several threads may detect and calibrate at once.
 */
public final class DetectorModel {
  private final Detector detector;
  private final ParameterStore store;

  /**
   * A detector whose parameters are in the store, or come there by {@link #initialise}.
   *
   * @throws IllegalArgumentException for one that yields masks, which are counted alone
   */
  public DetectorModel(Detector detector, ParameterStore store) {
    for (Head head : detector.heads()) {
      if (head.yields() instanceof Yields.Masks) {
        throw new IllegalArgumentException(
            detector.name() + ": masks are counted, nothing trains them yet");
      }
    }
    this.detector = detector;
    this.store = store;
  }

  /** The store of its parameters. */
  public ParameterStore store() {
    return store;
  }

  /** Adds the parameters of a feature network and of the heads that are not in the store yet. */
  public void initialise(Network features, long seed) {
    store.initialise(features, Initialisation.USUAL, seed);
    detector.heads().forEach(head -> store.initialise(head.network(), head.initialisation(), seed));
  }

  /**
   * Checks that the store has the parameters of a feature network and of the heads.
   *
   * @param where what is at fault if not, for example the file they were read from
   * @throws io.crnas.framework.problem.InvalidInputException naming every one that is not there or
   *     has another shape
   */
  public void require(Network features, String where) {
    store.require(
        Stream.concat(Stream.of(features), detector.heads().stream().map(Head::network)).toList(),
        where);
  }

  /**
   * The losses of a batch and their gradients.
   *
   * @param features the path that is trained
   * @param targets the objects of each image
   * @param frozen what gets no gradient
   * @param seed of the choice of anchors and RoIs, together with the step
   * @param step which step of the training this is
   * @throws DivergenceException when a loss is not finite
   */
  public TrainingStep step(
      Network features,
      ImageBatch batch,
      List<List<Target>> targets,
      Normalisation normalisation,
      Frozen frozen,
      long seed,
      long step) {
    if (targets.size() != batch.count()) {
      throw new IllegalArgumentException(
          "targets of " + targets.size() + " images for " + batch.count());
    }
    Pass pass = Pass.training(store, normalisation, frozen);
    try {
      Losses losses = losses(pass, features, batch, targets, seed, step);
      return new TrainingStep(pass, losses);
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
  }

  private Losses losses(
      Pass pass,
      Network features,
      ImageBatch batch,
      List<List<Target>> targets,
      long seed,
      long step) {
    int threads = store.torch().threads();
    SequencedMap<String, Value> pyramid =
        pass.run(features, Map.of("input", pass.input(batch.pixels())));
    PyramidReadout reading = PyramidReadout.of(detector, pass, batch, pyramid);
    float[] gradients = new float[reading.readout().values().length];
    var losses = new LinkedHashMap<String, Double>();
    List<RoiPass> later = new ArrayList<>();
    var sources = new RoiSources();
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel _ -> {
          losses.putAll(reading.stage(head.name()).loss(targets, seed, step, threads, gradients));
          sources.add(head, reading, batch, true);
        }
        case Reads.Rois rois -> {
          var stage = new RoiStage(head, detector.classes() + 1);
          // The heads of a cascade choose apart.
          String place = later.isEmpty() ? "regions/sample" : "regions/sample/" + head.name();
          var chosen = new RoiStage.Chosen[batch.count()];
          Parallel.forEach(
              batch.count(),
              threads,
              image -> {
                Boxes found = sources.of(rois.from(), image);
                var random = Seeds.generator(seed, place, step, image);
                chosen[image] = stage.choose(found, targets.get(image), random);
              });
          List<Boxes> boxes = Arrays.stream(chosen).map(RoiStage.Chosen::boxes).toList();
          var roiPass = new RoiPass(detector, head, rois, pass, reading, boxes, threads);
          losses.putAll(
              stage.loss(roiPass.outputs(), List.of(chosen), targets, roiPass.gradients()));
          later.add(roiPass);
          int[] rows = firstRows(boxes);
          sources.add(
              head,
              rois.from(),
              roiPass.outputs(),
              image ->
                  stage
                      .refined(
                          roiPass.outputs(),
                          boxes.get(image),
                          rows[image],
                          batch.sizes().get(image))
                      .select(
                          chosen[image].proposed().stream().mapToInt(Integer::intValue).toArray()));
        }
      }
    }
    var all = new Losses(losses);
    if (!Double.isFinite(all.total())) {
      throw new DivergenceException(step, all);
    }
    later.forEach(roiPass -> roiPass.backward(pass, reading, gradients, threads));
    reading.readout().backward(gradients);
    return all;
  }

  /** The detections of each image. */
  List<List<DetectedBox>> detect(Network features, ImageBatch batch, Normalisation normalisation)
      throws InterruptedException {
    return detectEach(List.of(features), batch, normalisation).getFirst();
  }

  /**
   * The detections of each image with each of several feature networks; what they share is computed
   * once. The same as one after the other, whatever the number of threads.
   *
   * @throws InterruptedException if the thread is interrupted, also in the middle of a network
   */
  public List<List<List<DetectedBox>>> detectEach(
      List<Network> features, ImageBatch batch, Normalisation normalisation)
      throws InterruptedException {
    List<List<List<DetectedBox>>> results = new ArrayList<>();
    try (Pass pass = Pass.inference(store, normalisation)) {
      Map<String, Value> inputs = Map.of("input", pass.input(batch.pixels()));
      pass.runEach(features, inputs, pyramid -> results.add(detections(pass, batch, pyramid)));
    }
    return results;
  }

  private List<List<DetectedBox>> detections(
      Pass pass, ImageBatch batch, SequencedMap<String, Value> pyramid) {
    PyramidReadout reading = PyramidReadout.of(detector, pass, batch, pyramid);
    var sources = new RoiSources();
    List<List<DetectedBox>> results = new ArrayList<>();
    for (Head head : detector.heads()) {
      switch (head.reads()) {
        case Reads.EachLevel _ -> {
          sources.add(head, reading, batch, false);
          if (head.yields() instanceof Yields.Detections settings) {
            for (int image = 0; image < batch.count(); image++) {
              results.add(
                  reading.stage(head.name()).detect(image, batch.sizes().get(image), settings));
            }
          }
        }
        case Reads.Rois rois -> results.addAll(ofRois(head, rois, pass, batch, reading, sources));
      }
    }
    return results;
  }

  /** What a head on RoIs detects; what it refines instead becomes a source. */
  private List<List<DetectedBox>> ofRois(
      Head head,
      Reads.Rois rois,
      Pass pass,
      ImageBatch batch,
      PyramidReadout reading,
      RoiSources sources) {
    var stage = new RoiStage(head, detector.classes() + 1);
    List<Boxes> found =
        IntStream.range(0, batch.count())
            .mapToObj(image -> sources.of(rois.from(), image))
            .toList();
    var roiPass = new RoiPass(detector, head, rois, pass, reading, found, 1);
    RoiStage.Outputs outputs = roiPass.outputs();
    int[] rows = firstRows(found);
    sources.add(
        head,
        rois.from(),
        outputs,
        image -> stage.refined(outputs, found.get(image), rows[image], batch.sizes().get(image)));
    if (!(head.yields() instanceof Yields.Detections settings)) {
      return List.of();
    }
    List<RoiStage.Outputs> chain = new ArrayList<>(sources.chain(rois.from()));
    chain.add(outputs);
    List<List<DetectedBox>> results = new ArrayList<>();
    for (int image = 0; image < batch.count(); image++) {
      ImageSize size = batch.sizes().get(image);
      results.add(stage.detect(chain, found.get(image), rows[image], size, settings));
    }
    return results;
  }

  /** The row of each image's first RoI among those of all images. */
  private static int[] firstRows(List<Boxes> byImage) {
    int[] first = new int[byImage.size()];
    for (int image = 1; image < first.length; image++) {
      first[image] = first[image - 1] + byImage.get(image - 1).count;
    }
    return first;
  }

  /**
   * Runs the networks as far as their last batch normalisation and gathers the statistics of one
   * batch.
   *
   * @throws InterruptedException if the thread is interrupted, also in the middle of a network
   */
  public void calibrate(List<Network> features, ImageBatch batch, NodeStatistics statistics)
      throws InterruptedException {
    try (Pass pass = Pass.inference(store, new Normalisation.Gather(statistics))) {
      pass.runEach(
          features.stream().map(Calibration::untilLastBatchNorm).toList(),
          Map.of("input", pass.input(batch.pixels())),
          _ -> {});
    }
  }
}
