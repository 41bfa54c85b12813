package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mean and unbiased variance of the input of each batch normalisation, averaged over the batches
 * that were gathered. They belong to the node, not to its parameters' name: two paths of a supernet
 * that share a parameter have statistics of their own where their activations differ.
 */
public final class NodeStatistics implements AutoCloseable {
  /** What was gathered at one node. */
  static final class Moments {
    final PtNDArray mean;
    final PtNDArray variance;
    private int batches;

    Moments(PtNDArray mean, PtNDArray variance) {
      this.mean = mean;
      this.variance = variance;
    }

    /** The weight of the next batch in the average. */
    double nextWeight() {
      batches++;
      return 1.0 / batches;
    }
  }

  private final Torch torch;
  private final PtNDManager manager;
  private final Map<Node, Moments> moments = new HashMap<>();

  /** With nothing gathered. */
  public NodeStatistics(Torch torch) {
    this.torch = torch;
    this.manager = torch.newManager();
  }

  Moments gathering(Node node, int channels) {
    return moments.computeIfAbsent(
        node,
        n ->
            new Moments(
                torch.lastingArray(manager, new float[channels], channels),
                torch.lastingArray(manager, new float[channels], channels)));
  }

  /** What was gathered at the node. */
  Moments of(Node node) {
    Moments found = moments.get(node);
    if (found == null) {
      throw new IllegalStateException("no statistics were gathered for " + node);
    }
    return found;
  }

  /** The statistics of one network under the names of its running means and variances. */
  public Weights weights(Network network) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.BatchNorm b) {
        Moments found = of(node);
        List<Integer> shape = List.of(b.channels());
        tensors.put(node.name() + ".running_mean", new Tensor(shape, Torch.floats(found.mean)));
        tensors.put(node.name() + ".running_var", new Tensor(shape, Torch.floats(found.variance)));
      }
    }
    return new Weights(tensors, Map.of());
  }

  @Override
  public void close() {
    manager.close();
  }
}
