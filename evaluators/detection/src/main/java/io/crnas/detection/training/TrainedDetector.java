package io.crnas.detection.training;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DetectedBox;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.parallel.Ahead;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.torch.Value;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A net that was trained by itself, with its running statistics. */
public final class TrainedDetector implements AutoCloseable {
  private final Architecture architecture;
  private final Allocation allocation;
  private final ParameterStore store;
  private final DetectorModel detector;

  /**
   * @param weights by torchvision's names, {@code backbone.body.}, {@code backbone.fpn.}, ...
   * @throws io.crnas.framework.problem.InvalidInputException naming every parameter that is missing
   */
  public TrainedDetector(
      Torch torch, Architecture architecture, Allocation allocation, Weights weights) {
    this.architecture = architecture.alone();
    this.allocation = allocation;
    this.store = new ParameterStore(torch);
    store.load(weights);
    this.detector = new DetectorModel(architecture.detector(), store);
    detector.require(features(), "weights of " + allocation);
  }

  /** Backbone and neck: {@code input} to the levels of the pyramid. */
  public Network features() {
    return architecture.features(allocation, new Graph());
  }

  /** The backbone: {@code input} to {@code C2..C5}. */
  public Network backbone() {
    return architecture
        .backbone()
        .network(allocation, new Graph().under(Detector.BODY), architecture.sharing());
  }

  /**
   * What it detects and how well.
   *
   * @param metrics COCO's numbers, for masks too where it finds those
   * @param detections all of them, in pixels of the original images; an image's number is its place
   *     in the dataset
   */
  public record Test(DetectorScore metrics, List<Detection> detections) {
    public Test {
      detections = List.copyOf(detections);
    }
  }

  /** Detects on a split. */
  public Test test(Dataset dataset, Preparation preparation, int batch, Progress progress)
      throws InterruptedException {
    return test(new DetectorScorer(architecture.detector(), dataset, preparation, batch), progress);
  }

  Test test(DetectorScorer scorer, Progress progress) throws InterruptedException {
    String name = "detecting on %s: %s".formatted(scorer.split(), allocation);
    List<Network> nets = List.of(features());
    List<Detection> found = new ArrayList<>();
    try (var task = progress.start(name, scorer.batches(), "batches");
        var batches =
            new Ahead<>(
                "testing",
                step -> scorer.detect(detector, nets, new Normalisation.Running(), step),
                0,
                scorer.batches(),
                store.torch().passes())) {
      while (batches.hasNext()) {
        found.addAll(batches.next().getFirst());
        task.advance(1);
      }
    }
    return new Test(scorer.measure(found), found);
  }

  /**
   * The outputs of a network with its parameters, each [N, C, H, W].
   *
   * @param network from {@code input} on
   * @param pixels [N, 3, H, W], normalised
   */
  public SequencedMap<String, Tensor> outputs(
      Network network, float[] pixels, int count, int height, int width) {
    try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
      Value input = pass.input(whole(pixels, count, new ImageSize(height, width)));
      return read(pass, pass.run(network, Map.of("input", input)));
    }
  }

  /**
   * What the heads that read every level make of it, by level and output: {@code P3.scores} and so
   * on, each [N, C, H, W].
   *
   * @param pixels [N, 3, H, W], normalised
   */
  public SequencedMap<String, Tensor> heads(float[] pixels, int count, int height, int width) {
    try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
      Value input = pass.input(whole(pixels, count, new ImageSize(height, width)));
      SequencedMap<String, Value> levels = pass.run(features(), Map.of("input", input));
      var outputs = new LinkedHashMap<String, Value>();
      for (Head head : architecture.detector().heads()) {
        if (head.reads() instanceof Reads.EachLevel) {
          levels.forEach((level, value) ->
              pass.run(head.network(), Map.of("features", value))
                  .forEach((name, output) -> outputs.put(level + "." + name, output)));
        }
      }
      return read(pass, outputs);
    }
  }

  /** Images without padding. */
  private static ImageBatch whole(float[] pixels, int count, ImageSize size) {
    return ImageBatch.normalised(pixels, size, Collections.nCopies(count, size));
  }

  private static SequencedMap<String, Tensor> read(Pass pass, SequencedMap<String, Value> outputs) {
    Readout readout = pass.read(List.copyOf(outputs.values()));
    var tensors = new LinkedHashMap<String, Tensor>();
    int i = 0;
    for (var output : outputs.entrySet()) {
      List<Integer> shape = output.getValue().shape();
      float[] values = Inputs.channelsFirst(readout.values(), readout.offset(i++), shape);
      tensors.put(output.getKey(), new Tensor(shape, values));
    }
    return tensors;
  }

  /**
   * What is detected in images that are prepared already.
   *
   * @param pixels [N, 3, H, W], normalised, and padded on the right and at the bottom
   * @param sizes of each image, without its padding
   * @return of each image, best first, in pixels of the input
   */
  public List<List<DetectedBox>> detect(
      float[] pixels, List<ImageSize> sizes, int height, int width) throws InterruptedException {
    var batch = ImageBatch.normalised(pixels, new ImageSize(height, width), sizes);
    return detector.detectEach(List.of(features()), batch, new Normalisation.Running()).getFirst();
  }

  @Override
  public void close() {
    store.close();
  }
}
