package io.crnas.detection.training;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Pass;
import io.crnas.detection.torch.Readout;
import io.crnas.detection.torch.Torch;
import io.crnas.detection.torch.Value;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Gives batch normalisations the statistics of their own inputs without changing what the network
 * computes. Needed for weights whose normalisations were folded into the convolutions: there scale
 * is 1, mean 0 and variance 1, whatever really comes in, and a training with batch statistics would
 * begin by destroying them.
 *
 * <p>With the input's mean m and variance v, y = scale (x - mean) / sqrt(variance + e) + shift is
 * the same for mean m, variance v, scale sqrt((v + e) / (variance + e)) and shift + scale (m -
 * mean) / sqrt(variance + e).
 */
public final class Renormalisation {
  private static final String INPUT = "input";

  private final Torch torch;
  private final Batches images;

  /**
   * @param data what the statistics are taken from, all of it
   * @param batch images of a forward pass
   */
  public Renormalisation(Torch torch, Dataset data, Preparation preparation, int batch) {
    this.torch = torch;
    this.images = Inputs.evaluation(data, preparation, batch);
  }

  /**
   * The same weights with other batch normalisations.
   *
   * @param network from image to features, in the names of the weights
   * @throws io.crnas.framework.problem.InvalidInputException naming what the network has and the
   *     weights do not
   * @throws InterruptedException if the thread was interrupted
   */
  public Weights of(Network network, Weights weights, Progress progress)
      throws InterruptedException {
    SequencedMap<Node, Moments> moments = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.BatchNorm layer) {
        moments.put(node, new Moments(layer));
      }
    }
    try (var store = new ParameterStore(torch);
        var task = progress.start("renormalisation", images.stepsPerEpoch(), "batches")) {
      store.load(weights);
      store.require(network, "weights to renormalise");
      for (int step = 0; step < images.stepsPerEpoch(); step++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("renormalisation was interrupted");
        }
        gather(store, moments, images.batch(step));
        task.advance(1);
      }
    }
    var tensors = new LinkedHashMap<>(weights.tensors());
    moments.forEach((node, of) -> replace(tensors, node, of));
    return new Weights(tensors, weights.metadata());
  }

  /** Each input is read when it is there and gone before the next one. */
  private static void gather(ParameterStore store, SequencedMap<Node, Moments> moments, Batch batch)
      throws InterruptedException {
    List<Network> untilEach = new ArrayList<>();
    moments
        .keySet()
        .forEach(node ->
            untilEach.add(
                new Network(new LinkedHashMap<>(Map.of(node.name(), node.inputs().getFirst())))));
    try (Pass pass = Pass.inference(store, new Normalisation.Running())) {
      Value input = pass.input(batch.images());
      Iterator<Moments> next = moments.values().iterator();
      pass.runEach(
          untilEach,
          Map.of(INPUT, input),
          outputs -> {
            Readout readout = pass.read(List.copyOf(outputs.values()));
            next.next().add(readout.values());
          });
    }
  }

  private static void replace(Map<String, Tensor> tensors, Node node, Moments moments) {
    float[] scale = data(tensors, node.name() + ".weight");
    float[] shift = data(tensors, node.name() + ".bias");
    float[] mean = data(tensors, node.name() + ".running_mean");
    float[] variance = data(tensors, node.name() + ".running_var");
    for (int c = 0; c < scale.length; c++) {
      double before = scale[c] / Math.sqrt(variance[c] + moments.epsilon);
      shift[c] = (float) (shift[c] + before * (moments.mean(c) - mean[c]));
      scale[c] = (float) (before * Math.sqrt(moments.variance(c) + moments.epsilon));
      mean[c] = (float) moments.mean(c);
      variance[c] = (float) moments.variance(c);
    }
    List<Integer> shape = List.of(scale.length);
    tensors.put(node.name() + ".weight", new Tensor(shape, scale));
    tensors.put(node.name() + ".bias", new Tensor(shape, shift));
    tensors.put(node.name() + ".running_mean", new Tensor(shape, mean));
    tensors.put(node.name() + ".running_var", new Tensor(shape, variance));
  }

  /** A copy. */
  private static float[] data(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name)).data().clone();
  }

  /** Of the channels of one value, over all images and cells. */
  private static final class Moments {
    private final double epsilon;
    private final double[] sums;
    private final double[] squares;
    private long cells;

    Moments(Layer.BatchNorm layer) {
      this.epsilon = layer.epsilon();
      this.sums = new double[layer.channels()];
      this.squares = new double[layer.channels()];
    }

    /** Values with the channels last. */
    void add(float[] values) {
      int channels = sums.length;
      for (int i = 0; i < values.length; i += channels) {
        for (int c = 0; c < channels; c++) {
          double value = values[i + c];
          sums[c] += value;
          squares[c] += value * value;
        }
      }
      cells += values.length / channels;
    }

    double mean(int channel) {
      return sums[channel] / cells;
    }

    double variance(int channel) {
      return Math.max(0, squares[channel] / cells - mean(channel) * mean(channel));
    }
  }
}
