package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
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
  record Moments(PtNDArray mean, PtNDArray variance) {}

  private final Torch torch;
  private final PtNDManager manager;
  private final Map<Node, Moments> moments = new HashMap<>();
  private int batches;

  /** With nothing gathered. */
  public NodeStatistics(Torch torch) {
    this(torch, torch.newManager());
  }

  private NodeStatistics(Torch torch, PtNDManager manager) {
    this.torch = torch;
    this.manager = manager;
  }

  /** Where one batch is gathered, by any thread; released with this one if not before. */
  public NodeStatistics newBatch() {
    return new NodeStatistics(torch, (PtNDManager) manager.newSubManager());
  }

  /** Takes one more batch of the same nodes into the average, and releases it. */
  public void add(NodeStatistics batch) {
    batches++;
    try (batch;
        PtNDArray weight = torch.array(manager, new float[] {1f / batches})) {
      batch.moments.forEach((node, newest) -> {
        Moments average = gathering(node, Math.toIntExact(newest.mean().size()));
        approach(average.mean(), newest.mean(), weight);
        approach(average.variance(), newest.variance(), weight);
      });
    }
  }

  private static void approach(PtNDArray average, PtNDArray newest, PtNDArray weight) {
    try (PtNDArray difference = JniUtils.sub(newest, average)) {
      JniUtils.muli(difference, weight);
      JniUtils.addi(average, difference);
    }
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
  Weights weights(Network network) {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof Layer.BatchNorm b) {
        Moments found = of(node);
        List<Integer> shape = List.of(b.channels());
        tensors.put(node.name() + ".running_mean", new Tensor(shape, torch.floats(found.mean())));
        tensors.put(
            node.name() + ".running_var", new Tensor(shape, torch.floats(found.variance())));
      }
    }
    return new Weights(tensors, Map.of());
  }

  @Override
  public void close() {
    manager.close();
  }
}
