package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.stream.Stream;

/**
 * A place in a graph. The names of its operators begin with that of the place; an operator's value
 * is called as the operator is.
 */
record Scope(OnnxGraph graph, String place) {
  /** As far as an axis goes. */
  private static final long END = Long.MAX_VALUE;

  Scope under(String inner) {
    return new Scope(graph, place + "." + inner);
  }

  /** Adds an operator without attributes; gives its value. */
  String op(String name, String type, String... inputs) {
    return op(name, type, List.of(inputs));
  }

  /** Adds an operator; gives its value. */
  String op(String name, String type, List<String> inputs, AttributeProto... attributes) {
    String value = graph.fresh(place + "." + name);
    graph.operator(value, type, inputs, List.of(value), List.of(attributes));
    return value;
  }

  /** Adds an operator with several values, which are called by these names. */
  List<String> ops(
      String name,
      String type,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    String operator = graph.fresh(place + "." + name);
    List<String> values =
        outputs.stream().map(output -> graph.fresh(operator + "." + output)).toList();
    graph.operator(operator, type, inputs, values, List.of(attributes));
    return values;
  }

  String integers(long... values) {
    return graph.integers(values);
  }

  String number(double value) {
    return graph.number(value);
  }

  /** The integers from 0 to before the count. */
  String counting(int count) {
    return op("counting", "Range", graph.integer(0), graph.integer(count), graph.integer(1));
  }

  /** Numbers as rows of so many. */
  String table(String name, float[] values, int columns) {
    String initializer = graph.fresh(place + "." + name);
    return graph.initializer(
        new Initializer(initializer, List.of(values.length / columns, columns), i -> values[i]));
  }

  /** A part of a value's shape, integers [to - from]. */
  String sizes(String name, String value, int from, int to) {
    return op(
        name,
        "Shape",
        List.of(value),
        Attributes.integer("start", from),
        Attributes.integer("end", to));
  }

  /** The value in the shape of these parts, each integers. */
  String reshape(String name, String value, String... parts) {
    String shape =
        parts.length == 1 ? parts[0] : concat(name + ".shape", 0, Stream.of(parts).toList());
    return op(name, "Reshape", value, shape);
  }

  String concat(String name, int axis, List<String> values) {
    return values.size() == 1
        ? values.getFirst()
        : op(name, "Concat", values, Attributes.integer("axis", axis));
  }

  /** With a new axis of length 1. */
  String unsqueeze(String name, String value, int axis) {
    return op(name, "Unsqueeze", value, integers(axis));
  }

  /** Behind the first of an axis. */
  String withoutFirst(String name, String value, int axis) {
    return op(name, "Slice", value, integers(1), integers(END), integers(axis));
  }

  String toFloat(String name, String value) {
    return op(name, "Cast", List.of(value), Attributes.integer("to", DataType.FLOAT_VALUE));
  }

  String toInteger(String name, String value) {
    return op(name, "Cast", List.of(value), Attributes.integer("to", DataType.INT64_VALUE));
  }
}
