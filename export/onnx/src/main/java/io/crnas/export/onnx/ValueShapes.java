package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Declared shapes: channels are numbers; batch, height and width stay open, by name. */
final class ValueShapes {
  private ValueShapes() {}

  /** [batch, C, height, width]. */
  static ValueInfoProto input(Node node) {
    return value(
        node.name(), open("batch"), features(node, "channels"), open("height"), open("width"));
  }

  /** Bytes [batch, height, width, 3]. */
  static ValueInfoProto pictures(String name) {
    return value(name, DataType.UINT8, open("batch"), open("height"), open("width"), fixed(3));
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
      case Layer.GlobalAveragePool _, Layer.Flatten _, Layer.Linear _ -> true;
      case Layer.Input _,
          Layer.Conv _,
          Layer.DeformConv _,
          Layer.MixedConv _,
          Layer.ConvTranspose _,
          Layer.BatchNorm _,
          Layer.GroupNorm _,
          Layer.MaxPool _,
          Layer.Mix _,
          Layer.GlobalAttention _,
          Layer.Concat _,
          Layer.Slice _,
          Layer.ChannelShuffle _,
          Layer.Upsample _ ->
          false;
      case Layer.Relu _, Layer.Relu6 _, Layer.Add _ -> isVector(node.inputs().getFirst());
    };
  }

  private static Dimension features(Node node, String otherwise) {
    OptionalLong channels = channels(node);
    return channels.isPresent() ? fixed(channels.getAsLong()) : open(otherwise);
  }

  /** The channels or features of a node's value, where they do not depend on the image. */
  static OptionalLong channels(Node node) {
    return switch (node.layer()) {
      case Layer.Input input -> OptionalLong.of(input.channels());
      case Layer.Conv conv -> OptionalLong.of(conv.out());
      case Layer.DeformConv conv -> OptionalLong.of(conv.plain().out());
      case Layer.MixedConv conv -> OptionalLong.of(conv.plain().out());
      case Layer.ConvTranspose conv -> OptionalLong.of(conv.out());
      case Layer.BatchNorm norm -> OptionalLong.of(norm.channels());
      case Layer.GroupNorm norm -> OptionalLong.of(norm.channels());
      case Layer.Linear linear -> OptionalLong.of(linear.out());
      case Layer.Slice slice -> OptionalLong.of(slice.to() - slice.from());
      case Layer.Concat _ ->
          OptionalLong.of(node.inputs().stream().mapToLong(i -> channels(i).orElseThrow()).sum());
      case Layer.Relu _,
          Layer.Relu6 _,
          Layer.MaxPool _,
          Layer.Add _,
          Layer.Mix _,
          Layer.GlobalAttention _,
          Layer.ChannelShuffle _,
          Layer.Upsample _,
          Layer.GlobalAveragePool _ ->
          channels(node.inputs().getFirst());
      case Layer.Flatten _ -> OptionalLong.empty();
    };
  }

  /** [batch, sizes..] of a type of numbers. */
  static ValueInfoProto rows(String name, DataType type, int... sizes) {
    return value(
        name,
        type,
        Stream.concat(Stream.of(open("batch")), Arrays.stream(sizes).mapToObj(ValueShapes::fixed))
            .toArray(Dimension[]::new));
  }

  /** Single precision numbers of any shape. */
  static ValueInfoProto numbers(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber())))
        .build();
  }

  private static ValueInfoProto value(String name, Dimension... dimensions) {
    return value(name, DataType.FLOAT, dimensions);
  }

  private static ValueInfoProto value(String name, DataType type, Dimension... dimensions) {
    var shape = TensorShapeProto.newBuilder();
    for (Dimension dimension : dimensions) {
      shape.addDim(dimension);
    }
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static Dimension fixed(long size) {
    return Dimension.newBuilder().setDimValue(size).build();
  }

  private static Dimension open(String name) {
    return Dimension.newBuilder().setDimParam(name).build();
  }
}
