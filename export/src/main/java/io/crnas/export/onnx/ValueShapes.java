package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;

/** Declared shapes: channels are numbers; batch, height and width stay open, by name. */
final class ValueShapes {
  private ValueShapes() {}

  /** [batch, C, height, width]. */
  static ValueInfoProto input(Node node) {
    return value(
        node.name(), open("batch"), features(node, "channels"), open("height"), open("width"));
  }

  /** [batch, C, NAME_height, NAME_width], or [batch, C] where the node makes vectors. */
  static ValueInfoProto output(String name, Node node) {
    Dimension features = features(node, name + "_features");
    return isVector(node)
        ? value(name, open("batch"), features)
        : value(name, open("batch"), features, open(name + "_height"), open(name + "_width"));
  }

  private static boolean isVector(Node node) {
    return switch (node.layer()) {
      case Layer.Flatten _, Layer.Linear _ -> true;
      case Layer.Input _, Layer.Conv _, Layer.BatchNorm _, Layer.MaxPool _, Layer.Upsample _ ->
          false;
      case Layer.Relu _, Layer.Add _ -> isVector(node.inputs().getFirst());
    };
  }

  private static Dimension features(Node node, String otherwise) {
    return switch (node.layer()) {
      case Layer.Input input -> fixed(input.channels());
      case Layer.Conv conv -> fixed(conv.out());
      case Layer.BatchNorm norm -> fixed(norm.channels());
      case Layer.Linear linear -> fixed(linear.out());
      case Layer.Relu _, Layer.MaxPool _, Layer.Add _, Layer.Upsample _ ->
          features(node.inputs().getFirst(), otherwise);
      case Layer.Flatten _ -> open(otherwise);
    };
  }

  private static ValueInfoProto value(String name, Dimension... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (Dimension dimension : dimensions) {
      shape.addDim(dimension);
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static Dimension fixed(int size) {
    return Dimension.newBuilder().setDimValue(size).build();
  }

  private static Dimension open(String name) {
    return Dimension.newBuilder().setDimParam(name).build();
  }
}
