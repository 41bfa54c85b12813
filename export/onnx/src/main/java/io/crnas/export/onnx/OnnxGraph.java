package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An ONNX graph while it is written: operators, their constants, and names that are used once. */
final class OnnxGraph {
  private final int opset;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();
  private final Map<String, String> constants = new HashMap<>();
  private final Set<String> ofNetworks = new HashSet<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * An empty one.
   *
   * @param opset version of its operators
   */
  OnnxGraph(int opset) {
    this.opset = opset;
  }

  /** One with the inputs, the outputs and the names of another, in which nothing is yet. */
  static OnnxGraph like(OnnxGraph other) {
    var graph = new OnnxGraph(other.opset);
    graph.graph.addAllInput(other.graph.getInputList()).addAllOutput(other.graph.getOutputList());
    graph.taken.addAll(other.taken);
    return graph;
  }

  /** The same operators and parameters with other outputs, in single precision. */
  OnnxGraph withOutputs(Collection<String> values) {
    var other = new OnnxGraph(opset);
    other.graph.addAllInput(graph.getInputList()).addAllNode(graph.getNodeList());
    values.forEach(value -> other.graph.addOutput(ValueShapes.numbers(value)));
    other.initializers.putAll(initializers);
    return other;
  }

  /** The version of its operators. */
  int opset() {
    return opset;
  }

  /** Operators, inputs and outputs, without the initializers. */
  GraphProto.Builder builder() {
    return graph;
  }

  /** In an order in which they can be computed. */
  List<NodeProto> operators() {
    return graph.getNodeList();
  }

  /** Whether an operator is part of a network, and not of what lies around them. */
  boolean isOfNetwork(NodeProto operator) {
    return ofNetworks.contains(operator.getName());
  }

  /** The parameter of this name. */
  Optional<Initializer> parameter(String name) {
    return Optional.ofNullable(initializers.get(name));
  }

  /** Every parameter once, in order of first use. */
  List<Initializer> initializers() {
    return List.copyOf(initializers.values());
  }

  /** Keeps names for a network's inputs and parameters, which are called as they are. */
  void reserve(Network network) {
    network.nodes().stream()
        .filter(node -> node.layer() instanceof Layer.Input)
        .forEach(node -> taken.add(node.name()));
    network.parameters().forEach(parameter -> taken.add(parameter.name()));
    // A folded convolution has a bias that its parameters do not tell of.
    network.nodes().stream()
        .filter(node -> node.layer() instanceof Layer.Conv)
        .forEach(node -> taken.add(node.name() + ".bias"));
  }

  /** Keeps the name of an output of the graph. */
  void reserveOutput(String name) {
    if (!taken.add(name)) {
      throw new IllegalArgumentException(name + " is both input and output");
    }
  }

  /** A name that was not used before. */
  String fresh(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "/" + i;
    }
    return name;
  }

  void input(ValueInfoProto input) {
    graph.addInput(input);
  }

  void output(ValueInfoProto output) {
    graph.addOutput(output);
  }

  /** Adds an operator whose names are fresh. */
  void operator(
      String name,
      String type,
      List<String> inputs,
      List<String> outputs,
      List<AttributeProto> attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(type)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(attributes));
  }

  /** Adds an operator of a network, whose names are fresh. */
  void networkOperator(
      String name,
      String type,
      List<String> inputs,
      String output,
      List<AttributeProto> attributes) {
    ofNetworks.add(name);
    operator(name, type, inputs, List.of(output), attributes);
  }

  /** Adds an operator as it is. */
  void operator(NodeProto operator) {
    graph.addNode(operator);
  }

  /** Adds an operator of another graph with its parameters. */
  void copy(OnnxGraph other, NodeProto operator) {
    operator.getInputList().stream()
        .flatMap(input -> other.parameter(input).stream())
        .forEach(this::initializer);
    if (other.isOfNetwork(operator)) {
      ofNetworks.add(operator.getName());
    }
    operator(operator);
  }

  /** Adds a parameter where it is not there yet; gives its name. */
  String initializer(Initializer initializer) {
    initializers.putIfAbsent(initializer.name(), initializer);
    return initializer.name();
  }

  /** So many equal numbers, or one without a shape, which all operators share. */
  String filled(String what, float value, List<Integer> shape) {
    return constants.computeIfAbsent(
        what + shape, _ -> initializer(new Initializer(fresh(what), shape, _ -> value)));
  }

  /** Integers [n], which all operators share. */
  String integers(long... values) {
    String what = Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining(","));
    return constant("integers." + what, Attributes.integers("value_ints", values));
  }

  /** An integer without a shape, which all operators share. */
  String integer(long value) {
    return constant("integer." + value, Attributes.integer("value_int", value));
  }

  /** A number without a shape, which all operators share. */
  String number(double value) {
    return constant("number." + (float) value, Attributes.real("value_float", value));
  }

  private String constant(String wanted, AttributeProto value) {
    return constants.computeIfAbsent(
        wanted,
        _ -> {
          String name = fresh(wanted);
          operator(name, "Constant", List.of(), List.of(name), List.of(value));
          return name;
        });
  }
}
