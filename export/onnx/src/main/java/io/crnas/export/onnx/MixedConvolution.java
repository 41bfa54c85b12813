package io.crnas.export.onnx;

import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution whose output channels have several dilations: one for each, of the channels that it
 * reads, and their outputs behind each other.
 *
 * @param name of its last operator; those before it are named behind it
 */
record MixedConvolution(OnnxGraph graph, String name, Layer.MixedConv layer, Weights weights) {

  /**
   * Adds its operators.
   *
   * @param input what it reads, [N, C, H, W]
   * @param value what it makes is called
   */
  void add(String input, Node node, String value) {
    Parameter whole = Parameter.of(node).getFirst();
    List<String> outputs = new ArrayList<>();
    for (Layer.MixedConv.Part part : layer.parts()) {
      String weight = graph.initializer(weight(whole, part));
      String output = graph.fresh(name + ".part");
      graph.networkOperator(
          output,
          "Conv",
          List.of(read(input, part), weight),
          output,
          List.of(Attributes.window(part.conv())));
      outputs.add(output);
    }
    graph.networkOperator(name, "Concat", outputs, value, List.of(Attributes.integer("axis", 1)));
  }

  /** All of the input where it is one group. */
  private String read(String input, Layer.MixedConv.Part part) {
    int channels = part.conv().in();
    if (channels == layer.plain().in()) {
      return input;
    }
    String read = graph.fresh(name + ".read");
    List<String> bounds =
        List.of(
            input,
            constant("from", part.in()),
            constant("to", (long) part.in() + channels),
            constant("axis", 1));
    graph.networkOperator(read, "Slice", bounds, read, List.of());
    return read;
  }

  private String constant(String what, long value) {
    String constant = graph.fresh(name + "." + what);
    graph.networkOperator(
        constant,
        "Constant",
        List.of(),
        constant,
        List.of(Attributes.integers("value_ints", value)));
    return constant;
  }

  private Initializer weight(Parameter whole, Layer.MixedConv.Part part) {
    float[] data = weights.get(whole.name()).data();
    int first = data.length / layer.plain().out() * part.out();
    List<Integer> shape = new ArrayList<>(whole.shape());
    shape.set(0, part.conv().out());
    return new Initializer(
        graph.fresh(whole.name() + "." + part.out()), shape, i -> data[first + i]);
  }
}
