package io.crnas.detection.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Runs the nodes of some networks over one set of inputs; each once, each value no longer than
 * used.
 */
final class Execution {
  private final Layers layers;
  private final Map<String, Value> inputs;
  private final Map<Node, Integer> uses = new HashMap<>();

  /** Nodes that have one reader: none that still needs them for its own value or gradient. */
  private final Set<Node> readOnce = new HashSet<>();

  private final Map<Node, PtNDArray> values = new HashMap<>();
  private final Set<Node> done = new HashSet<>();

  Execution(Layers layers, List<Network> networks, Map<String, Value> inputs) {
    this.layers = layers;
    this.inputs = inputs;
    Set<Node> seen = new HashSet<>();
    for (Network network : networks) {
      for (Node node : network.nodes()) {
        if (seen.add(node)) {
          node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
      }
      network.outputs().values().forEach(node -> uses.merge(node, 1, Integer::sum));
    }
    uses.forEach((node, readers) -> {
      if (readers == 1) {
        readOnce.add(node);
      }
    });
  }

  /** Computes a node whose inputs were; once. */
  void run(Node node) {
    if (done.add(node)) {
      values.put(node, compute(node));
      node.inputs().forEach(this::release);
    }
  }

  /** The outputs of a network whose nodes have run. */
  SequencedMap<String, Value> outputs(Network network) {
    var outputs = new LinkedHashMap<String, Value>();
    network
        .outputs()
        .forEach((name, node) -> outputs.put(name, new Value(layers.output(value(node)))));
    return outputs;
  }

  /** One use less for each output of a network. */
  void release(Network network) {
    network.outputs().values().forEach(this::release);
  }

  /** How many values are held now. */
  int held() {
    return values.size();
  }

  private PtNDArray compute(Node node) {
    List<PtNDArray> operands = node.inputs().stream().map(this::value).toList();
    try {
      return switch (node.layer()) {
        case Layer.Input _ -> input(node);
        case Layer.Add _ -> add(node, operands);
        case Layer layer -> layers.apply(layer, node, operands);
      };
    } catch (EngineException e) {
      throw EngineFailure.in(node, e);
    }
  }

  private PtNDArray input(Node node) {
    Value input = inputs.get(node.name());
    if (input == null) {
      throw new IllegalArgumentException(
          "the network reads " + node.name() + ", given are " + inputs.keySet());
    }
    return input.array();
  }

  /** Into an operand's own memory where nothing reads it any more, backward passes included. */
  private PtNDArray add(Node node, List<PtNDArray> operands) {
    Node first = node.inputs().getFirst();
    Node second = node.inputs().getLast();
    if (first != second && isSpent(first)) {
      return addInto(first, operands.getLast());
    }
    if (first != second && isSpent(second)) {
      return addInto(second, operands.getFirst());
    }
    return JniUtils.add(operands.getFirst(), operands.getLast());
  }

  private PtNDArray addInto(Node target, PtNDArray addend) {
    PtNDArray sum = value(target);
    JniUtils.addi(sum, addend);
    values.remove(target);
    return sum;
  }

  /** Whether nothing but the sum reads a value, the backward pass of its own layer included. */
  private boolean isSpent(Node node) {
    boolean outputUnread =
        switch (node.layer()) {
          case Layer.Conv _,
              Layer.DeformConv _,
              Layer.MixedConv _,
              Layer.ConvTranspose _,
              Layer.BatchNorm _,
              Layer.Upsample _ ->
              true;
          case Layer.Input _,
              Layer.GroupNorm _,
              Layer.Relu _,
              Layer.Relu6 _,
              Layer.MaxPool _,
              Layer.Add _,
              Layer.Mix _,
              Layer.GlobalAttention _,
              Layer.Concat _,
              Layer.Slice _,
              Layer.ChannelShuffle _,
              Layer.GlobalAveragePool _,
              Layer.Flatten _,
              Layer.Linear _ ->
              false;
        };
    return outputUnread && readOnce.contains(node);
  }

  private PtNDArray value(Node node) {
    PtNDArray value = values.get(node);
    if (value == null) {
      throw new IllegalStateException("the value of " + node + " is gone");
    }
    return value;
  }

  private void release(Node node) {
    if (uses.merge(node, -1, Integer::sum) == 0) {
      PtNDArray value = values.remove(node);
      if (value != null && !(node.layer() instanceof Layer.Input)) {
        value.close();
      }
    }
  }
}
