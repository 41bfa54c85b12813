package io.crnas.detection.field;

import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.ImageBatch;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.torch.Frozen;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.torch.Value;
import io.crnas.detection.training.Inputs;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Initialisation;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.ReceptiveField;
import io.crnas.spaces.network.Shape;
import io.crnas.spaces.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures effective receptive fields: of the cell in the middle of each output, summed over its
 * channels, the gradient with respect to the input, its absolute values summed over the input's
 * channels and averaged over images. Parameters get no gradient.
 */
public final class FieldMeter {
  private static final String INPUT = "input";

  private final Torch torch;
  private final Batches images;
  private final ImageSize size;

  /**
   * @param data the images to average over, each brought to the size
   * @param size whatever the images' aspect ratio
   */
  public FieldMeter(Torch torch, Dataset data, Preparation preparation, ImageSize size) {
    this.torch = torch;
    this.images = Inputs.evaluation(data, preparation.at(size), 1);
    this.size = size;
  }

  /**
   * The fields of a trained network, which goes by its running statistics.
   *
   * @param title what is measured, for people
   * @return by output, in order
   * @throws InvalidInputException naming every parameter that is missing, and an output whose
   *     gradient is zero everywhere or not finite
   * @throws InterruptedException if the thread was interrupted
   */
  public SequencedMap<String, EffectiveField> ofTrained(
      String title, Network network, Weights weights, Progress progress)
      throws InterruptedException {
    try (var store = new ParameterStore(torch)) {
      store.load(weights);
      store.require(network, "weights of " + title);
      return measure(title, network, store, new Normalisation.Running(), progress);
    }
  }

  /**
   * The fields of a network of which not everything was trained: what has no value begins anew, and
   * the normalisations go by the statistics of these images.
   *
   * @param title what is measured, for people
   * @param known values of some of the parameters
   * @param seed decides the others
   * @return by output, in order
   * @throws InvalidInputException naming every parameter of another shape, and an output whose
   *     gradient is zero everywhere or not finite
   * @throws InterruptedException if the thread was interrupted
   */
  public SequencedMap<String, EffectiveField> ofBegun(
      String title, Network network, Weights known, long seed, Progress progress)
      throws InterruptedException {
    try (var store = new ParameterStore(torch);
        var statistics = new NodeStatistics(torch)) {
      store.load(known);
      store.initialise(network, Initialisation.USUAL, seed);
      store.require(network, "weights of " + title);
      for (int step = 0; step < images.stepsPerEpoch(); step++) {
        requireNoInterrupt(title);
        NodeStatistics batch = statistics.newBatch();
        try (Pass pass = Pass.inference(store, new Normalisation.Gather(batch))) {
          pass.run(network, Map.of(INPUT, pass.input(image(step))));
        }
        statistics.add(batch);
      }
      return measure(title, network, store, new Normalisation.Gathered(statistics), progress);
    }
  }

  private SequencedMap<String, EffectiveField> measure(
      String title,
      Network network,
      ParameterStore store,
      Normalisation normalisation,
      Progress progress)
      throws InterruptedException {
    var fields = new LinkedHashMap<String, EffectiveField>();
    int all = images.stepsPerEpoch() * network.outputs().size();
    try (var task = progress.start("receptive fields of " + title, all, "images")) {
      for (var output : network.outputs().entrySet()) {
        double[] sums = new double[size.height() * size.width()];
        var alone = new Network(new LinkedHashMap<>(Map.of(output.getKey(), output.getValue())));
        for (int step = 0; step < images.stepsPerEpoch(); step++) {
          requireNoInterrupt(title);
          add(gradient(alone, store, normalisation, image(step)), sums);
          task.advance(1);
        }
        try {
          fields.put(output.getKey(), field(alone, output.getKey(), sums));
        } catch (IllegalArgumentException e) {
          throw new InvalidInputException(
              title + ", " + output.getKey(),
              String.valueOf(e.getMessage()),
              "an output that depends on the image");
        }
      }
    }
    return fields;
  }

  private EffectiveField field(Network network, String output, double[] sums) {
    Shape input = new Shape(3, size.height(), size.width());
    Shape cells = network.outputShapes(input).firstEntry().getValue();
    int row = cells.height() / 2;
    int column = cells.width() / 2;
    return new EffectiveField(
        ReceptiveField.of(network, output, input, row, column),
        size,
        row * (size.height() / cells.height()),
        column * (size.width() / cells.width()),
        sums);
  }

  private ImageBatch image(long step) {
    return images.batch(step).images();
  }

  /** With respect to the image, [1, H, W, 3]. */
  private static float[] gradient(
      Network network, ParameterStore store, Normalisation normalisation, ImageBatch image) {
    Set<String> all = network.nodes().stream().map(Node::name).collect(Collectors.toSet());
    try (Pass pass = Pass.training(store, normalisation, new Frozen(all, Set.of()))) {
      Value input = pass.trained(pass.input(image));
      Value output = pass.run(network, Map.of(INPUT, input)).firstEntry().getValue();
      Readout readout = pass.read(List.of(output));
      int channels = output.shape().get(1);
      int height = output.shape().get(2);
      int width = output.shape().get(3);
      float[] seed = new float[readout.values().length];
      int cell = (height / 2 * width + width / 2) * channels;
      for (int channel = 0; channel < channels; channel++) {
        seed[cell + channel] = 1;
      }
      readout.backward(seed);
      return pass.gradient(input);
    }
  }

  private static void add(float[] gradient, double[] sums) {
    int channels = gradient.length / sums.length;
    for (int i = 0; i < gradient.length; i++) {
      sums[i / channels] += Math.abs(gradient[i]);
    }
  }

  private static void requireNoInterrupt(String title) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("receptive fields of " + title + " were interrupted");
    }
  }
}
