package io.crnas.export.onnx;

import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names that an ONNX graph uses once: of operators, and of the values between them. */
final class ValueNames {
  private final Map<Node, String> outputs = new HashMap<>();
  private final Map<Node, String> operators = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  ValueNames(Network network) {
    List<Node> inputs =
        network.nodes().stream().filter(node -> node.layer() instanceof Layer.Input).toList();
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("expected a network with one input, found " + inputs);
    }
    taken.add(inputs.getFirst().name());
    network
        .outputs()
        .forEach((name, node) -> {
          if (!taken.add(name)) {
            throw new IllegalArgumentException(name + " is both input and output");
          }
          if (node != inputs.getFirst()) {
            outputs.putIfAbsent(node, name);
          }
        });
    network.parameters().forEach(parameter -> taken.add(parameter.name()));
    // A folded convolution has a bias that its parameters do not tell of.
    network.nodes().stream()
        .filter(node -> node.layer() instanceof Layer.Conv)
        .forEach(node -> taken.add(node.name() + ".bias"));
  }

  /** The name of the operator of a node: its module path, numbered where that is taken. */
  String operator(Node node) {
    return operators.computeIfAbsent(node, n -> fresh(n.name()));
  }

  /** The name of a node's value: the output that it is, or its operator's. */
  String of(Node node) {
    String output = outputs.get(node);
    return output == null ? operator(node) : output;
  }

  /** A name that was not used before. */
  String fresh(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "/" + i;
    }
    return name;
  }
}
