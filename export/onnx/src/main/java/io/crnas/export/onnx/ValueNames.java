package io.crnas.export.onnx;

import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a network's operators in a graph, and of the values between them. */
final class ValueNames {
  private final OnnxGraph graph;
  private final String place;
  private final Map<Node, String> outputs = new HashMap<>();
  private final Map<Node, String> operators = new HashMap<>();

  /**
   * @param place put behind the module path; may be empty
   */
  ValueNames(OnnxGraph graph, String place) {
    this.graph = graph;
    this.place = place;
  }

  /** Of a network that is the whole graph: a value that is an output bears its name. */
  static ValueNames ofWhole(OnnxGraph graph, Network network) {
    List<Node> inputs =
        network.nodes().stream().filter(node -> node.layer() instanceof Layer.Input).toList();
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("expected a network with one input, found " + inputs);
    }
    var names = new ValueNames(graph, "");
    network
        .outputs()
        .forEach((name, node) -> {
          if (node != inputs.getFirst()) {
            names.outputs.putIfAbsent(node, name);
          }
        });
    return names;
  }

  /** The name of the operator of a node: its module path, numbered where that is taken. */
  String operator(Node node) {
    return operators.computeIfAbsent(node, n -> graph.fresh(n.name() + place));
  }

  /** The name of a node's value: the output that it is, or its operator's. */
  String of(Node node) {
    String output = outputs.get(node);
    return output == null ? operator(node) : output;
  }
}
