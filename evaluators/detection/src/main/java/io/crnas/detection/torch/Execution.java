package io.crnas.detection.torch;

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
import java.util.function.BiConsumer;

/**
 * Runs networks in order over one set of inputs; each node once, each value no longer than used.
 */
final class Execution {
  private final Layers layers;
  private final List<Network> networks;
  private final Map<String, Value> inputs;
  private final Map<Node, Integer> uses = new HashMap<>();

  /** Nodes whose memory is another node's value too. */
  private final Set<Node> viewed = new HashSet<>();

  private final Map<Node, PtNDArray> values = new HashMap<>();
  private final Set<Node> done = new HashSet<>();
  private SequencedMap<String, Node> outputs = new LinkedHashMap<>();

  Execution(Layers layers, List<Network> networks, Map<String, Value> inputs) {
    this.layers = layers;
    this.networks = networks;
    this.inputs = inputs;
    Set<Node> seen = new HashSet<>();
    for (Network network : networks) {
      for (Node node : network.nodes()) {
        if (seen.add(node)) {
          node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
          if (isView(node.layer())) {
            viewed.addAll(node.inputs());
          }
        }
      }
      network.outputs().values().forEach(node -> uses.merge(node, 1, Integer::sum));
    }
  }

  void run(BiConsumer<Execution, SequencedMap<String, Value>> each) {
    for (Network network : networks) {
      for (Node node : network.nodes()) {
        if (done.add(node)) {
          values.put(node, compute(node));
          node.inputs().forEach(this::release);
        }
      }
      outputs = network.outputs();
      var named = new LinkedHashMap<String, Value>();
      outputs.forEach((name, node) -> named.put(name, new Value(value(node))));
      each.accept(this, named);
    }
  }

  /** One use less for each output of the network that ran last. */
  void releaseOutputs() {
    outputs.values().forEach(this::release);
  }

  private PtNDArray compute(Node node) {
    List<PtNDArray> operands = node.inputs().stream().map(this::value).toList();
    return switch (node.layer()) {
      case Layer.Input _ -> input(node);
      case Layer.Add _ -> add(node, operands);
      case Layer layer -> layers.apply(layer, node, operands);
    };
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

  /** Layers whose backward pass does not read their output. */
  private boolean isSpent(Node node) {
    boolean outputUnread =
        switch (node.layer()) {
          case Layer.Conv _, Layer.ConvTranspose _, Layer.BatchNorm _, Layer.Upsample _ -> true;
          case Layer.Input _,
              Layer.Relu _,
              Layer.Relu6 _,
              Layer.MaxPool _,
              Layer.Add _,
              Layer.Concat _,
              Layer.Slice _,
              Layer.ChannelShuffle _,
              Layer.Flatten _,
              Layer.Linear _ ->
              false;
        };
    return outputUnread && !viewed.contains(node) && uses.getOrDefault(node, 0) == 1;
  }

  private static boolean isView(Layer layer) {
    return layer instanceof Layer.Slice || layer instanceof Layer.Flatten;
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
