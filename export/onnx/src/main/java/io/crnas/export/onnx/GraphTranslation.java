package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * A network as ONNX operators, node by node. Operators are named by module path and initializers by
 * state_dict name; a value bears the name of the operator that makes it, or of the output it is.
 */
final class GraphTranslation {
  private final OnnxGraph graph;
  private final Weights weights;
  private final BatchNormFolding folding;
  private final ValueNames names;
  private final Map<Node, String> values = new HashMap<>();

  private GraphTranslation(
      OnnxGraph graph, Weights weights, BatchNormFolding folding, ValueNames names) {
    this.graph = graph;
    this.weights = weights;
    this.folding = folding;
    this.names = names;
  }

  /**
   * Writes a network whose input and outputs are those of the graph, under their own names.
   *
   * @param weights with every parameter of the network in its shape
   */
  static void whole(OnnxGraph graph, Network network, Weights weights, BatchNormFolding folding) {
    graph.reserve(network);
    network.outputs().keySet().forEach(graph::reserveOutput);
    var translation =
        new GraphTranslation(graph, weights, folding, ValueNames.ofWhole(graph, network));
    network.nodes().forEach(translation::add);
    translation.addOutputs(network);
  }

  /**
   * Writes a network inside the graph.
   *
   * @param place put behind the names of its operators, so that the network may be written often
   * @param inputs by name, the values that it reads; others are inputs of the graph
   * @return the values of its outputs by name
   */
  static SequencedMap<String, String> inside(
      OnnxGraph graph,
      String place,
      Network network,
      Map<String, String> inputs,
      Weights weights,
      BatchNormFolding folding) {
    graph.reserve(network);
    var translation = new GraphTranslation(graph, weights, folding, new ValueNames(graph, place));
    for (Node node : network.nodes()) {
      String input = inputs.get(node.name());
      if (node.layer() instanceof Layer.Input && input != null) {
        translation.values.put(node, input);
      } else {
        translation.add(node);
      }
    }
    var outputs = new LinkedHashMap<String, String>();
    network.outputs().forEach((name, node) -> outputs.put(name, translation.value(node)));
    return outputs;
  }

  private void add(Node node) {
    switch (node.layer()) {
      case Layer.Input _ -> {
        values.put(node, node.name());
        graph.input(ValueShapes.input(node));
      }
      case Layer.Conv conv -> convolution(node, conv);
      case Layer.MixedConv conv -> {
        values.put(node, names.of(node));
        new MixedConvolution(graph, names.operator(node), conv, weights)
            .add(inputs(node).getFirst(), node, names.of(node));
      }
      case Layer.DeformConv conv -> {
        values.put(node, names.of(node));
        new DeformableConvolution(graph, names.operator(node), conv, weights)
            .add(inputs(node).getFirst(), node, names.of(node));
      }
      case Layer.BatchNorm norm -> batchNorm(node, norm);
      case Layer.GroupNorm norm -> groupNorm(node, norm);
      case Layer.ConvTranspose conv -> {
        List<String> inputs = new ArrayList<>(inputs(node));
        Parameter.of(node).forEach(parameter -> inputs.add(initializer(parameter)));
        operator(
            node,
            "ConvTranspose",
            inputs,
            Attributes.integers("kernel_shape", conv.kernel(), conv.kernel()),
            Attributes.integers("strides", conv.kernel(), conv.kernel()));
      }
      case Layer.Relu _ -> operator(node, "Relu", inputs(node));
      case Layer.Relu6 _ ->
          operator(
              node,
              "Clip",
              List.of(
                  inputs(node).getFirst(),
                  graph.filled("relu6.min", 0, List.of()),
                  graph.filled("relu6.max", 6, List.of())));
      case Layer.MaxPool pool ->
          operator(
              node,
              "MaxPool",
              inputs(node),
              Attributes.integer("ceil_mode", pool.roundedUp() ? 1 : 0),
              Attributes.integers("kernel_shape", pool.kernel(), pool.kernel()),
              Attributes.integers("pads", fourTimes(pool.padding())),
              Attributes.integers("strides", pool.stride(), pool.stride()));
      case Layer.Add _ -> operator(node, "Add", inputs(node));
      case Layer.Mix _ ->
          throw new IllegalArgumentException(
              node.name() + " mixes options, of which a net has one");
      case Layer.GlobalAttention _ -> globalAttention(node);
      case Layer.Concat _ -> operator(node, "Concat", inputs(node), Attributes.integer("axis", 1));
      case Layer.Slice slice -> {
        List<String> inputs = new ArrayList<>(inputs(node));
        inputs.add(constant(node, "from", slice.from()));
        inputs.add(constant(node, "to", slice.to()));
        inputs.add(constant(node, "axis", 1));
        operator(node, "Slice", inputs);
      }
      case Layer.ChannelShuffle shuffle -> channelShuffle(node, shuffle.groups());
      case Layer.Upsample _ -> upsample(node);
      case Layer.GlobalAveragePool _ -> globalAveragePool(node);
      case Layer.Flatten _ ->
          operator(node, "Flatten", inputs(node), Attributes.integer("axis", 1));
      case Layer.Linear _ -> {
        List<String> inputs = new ArrayList<>(inputs(node));
        Parameter.of(node).forEach(parameter -> inputs.add(initializer(parameter)));
        operator(node, "Gemm", inputs, Attributes.integer("transB", 1));
      }
    }
  }

  private void convolution(Node node, Layer.Conv conv) {
    List<String> inputs = new ArrayList<>(inputs(node));
    Node last = folding.normOf(node).orElse(node);
    if (last == node) {
      Parameter.of(node).forEach(parameter -> inputs.add(initializer(parameter)));
    } else {
      for (Initializer folded : new FoldedConvolution(node, conv, last, weights).initializers()) {
        inputs.add(graph.initializer(folded));
      }
    }
    String value = names.of(last);
    values.put(node, value);
    operator(names.operator(node), "Conv", inputs, value, Attributes.window(conv));
  }

  private void batchNorm(Node node, Layer.BatchNorm norm) {
    if (folding.isFolded(node)) {
      values.put(node, inputs(node).getFirst());
      return;
    }
    List<String> inputs = new ArrayList<>(inputs(node));
    Parameter.of(node).forEach(parameter -> inputs.add(initializer(parameter)));
    operator(node, "BatchNormalization", inputs, Attributes.real("epsilon", norm.epsilon()));
  }

  /** Opset 17 normalises instances: the groups of an image become its channels, and back. */
  private void groupNorm(Node node, Layer.GroupNorm norm) {
    String name = names.operator(node);
    String source = inputs(node).getFirst();
    String grouped = graph.fresh(name + ".grouped");
    String normal = graph.fresh(name + ".normal");
    String shape = graph.fresh(name + ".shape");
    String back = graph.fresh(name + ".back");
    String scaled = graph.fresh(name + ".scaled");
    operator(
        grouped,
        "Reshape",
        List.of(source, constant(node, "groups", 0, norm.groups(), -1)),
        grouped);
    operator(
        normal,
        "InstanceNormalization",
        List.of(
            grouped,
            graph.filled("one." + norm.groups(), 1, List.of(norm.groups())),
            graph.filled("zero." + norm.groups(), 0, List.of(norm.groups()))),
        normal,
        Attributes.real("epsilon", Layer.GroupNorm.EPSILON));
    operator(shape, "Shape", List.of(source), shape);
    operator(back, "Reshape", List.of(normal, shape), back);
    List<String> affine = Parameter.of(node).stream().map(this::perChannel).toList();
    operator(scaled, "Mul", List.of(back, affine.getFirst()), scaled);
    operator(node, "Add", List.of(scaled, affine.getLast()));
  }

  /** The new order of the channels as numbers, since height and width are not known. */
  private void channelShuffle(Node node, int groups) {
    int channels = Math.toIntExact(ValueShapes.channels(node).orElseThrow());
    long[] order = new long[channels];
    for (int i = 0; i < channels; i++) {
      order[i] = (long) i % groups * (channels / groups) + i / groups;
    }
    operator(
        node,
        "Gather",
        List.of(inputs(node).getFirst(), constant(node, "order", order)),
        Attributes.integer("axis", 1));
  }

  /** Integers that an operator needs as an input. */
  private String constant(Node node, String what, long... values) {
    String name = graph.fresh(names.operator(node) + "." + what);
    operator(name, "Constant", List.of(), name, Attributes.integers("value_ints", values));
    return name;
  }

  /** A parameter of a channel each, as [C, 1, 1]. */
  private String perChannel(Parameter parameter) {
    float[] data = weights.get(parameter.name()).data();
    var shape = List.of(data.length, 1, 1);
    return graph.initializer(new Initializer(parameter.name(), shape, i -> data[i]));
  }

  /** The size is read from the second input when the graph runs, so any image size will do. */
  private void globalAttention(Node node) {
    String name = names.operator(node);
    String mean = graph.fresh(name + ".mean");
    String attention = graph.fresh(name + ".attention");
    String part = graph.fresh(name + ".part");
    String whole = inputs(node).getLast();
    operator(mean, "GlobalAveragePool", List.of(whole), mean);
    operator(attention, "Sigmoid", List.of(mean), attention);
    operator(part, "Mul", List.of(inputs(node).getFirst(), attention), part);
    operator(node, "Add", List.of(whole, part));
  }

  private void globalAveragePool(Node node) {
    String means = graph.fresh(names.operator(node) + ".means");
    operator(means, "GlobalAveragePool", inputs(node), means);
    operator(node, "Flatten", List.of(means), Attributes.integer("axis", 1));
  }

  private void upsample(Node node) {
    String name = names.operator(node);
    String channels = graph.fresh(name + ".channels");
    String size = graph.fresh(name + ".size");
    String sizes = graph.fresh(name + ".sizes");
    String source = inputs(node).getFirst();
    operator(
        channels,
        "Shape",
        List.of(source),
        channels,
        Attributes.integer("start", 0),
        Attributes.integer("end", 2));
    operator(
        size,
        "Shape",
        List.of(inputs(node).getLast()),
        size,
        Attributes.integer("start", 2),
        Attributes.integer("end", 4));
    operator(sizes, "Concat", List.of(channels, size), sizes, Attributes.integer("axis", 0));
    operator(
        node,
        "Resize",
        List.of(source, "", "", sizes),
        Attributes.text("coordinate_transformation_mode", "asymmetric"),
        Attributes.text("mode", "nearest"),
        Attributes.text("nearest_mode", "floor"));
  }

  private void addOutputs(Network network) {
    network
        .outputs()
        .forEach((name, node) -> {
          if (!value(node).equals(name)) {
            operator(graph.fresh(name + ".identity"), "Identity", List.of(value(node)), name);
          }
          graph.output(ValueShapes.output(name, node));
        });
  }

  private void operator(Node node, String type, List<String> inputs, AttributeProto... attributes) {
    String value = names.of(node);
    values.put(node, value);
    operator(names.operator(node), type, inputs, value, attributes);
  }

  private void operator(
      String name, String type, List<String> inputs, String output, AttributeProto... attributes) {
    graph.networkOperator(name, type, inputs, output, List.of(attributes));
  }

  private String initializer(Parameter parameter) {
    float[] data = weights.get(parameter.name()).data();
    return graph.initializer(new Initializer(parameter.name(), parameter.shape(), i -> data[i]));
  }

  private List<String> inputs(Node node) {
    return node.inputs().stream().map(this::value).toList();
  }

  private String value(Node node) {
    return Objects.requireNonNull(values.get(node));
  }

  private static long[] fourTimes(int padding) {
    return new long[] {padding, padding, padding, padding};
  }
}
