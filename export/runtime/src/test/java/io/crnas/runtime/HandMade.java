package io.crnas.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.runtime.Metadata.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A detector made by hand. It always finds the same boxes, given as fractions of its input, and
 * adds the mean of the normalised pixels to their scores.
 */
public final class HandMade {
  public static final List<String> CLASSES = List.of("cell", "star");

  private HandMade() {}

  /** Images to 48x80, padded to 64x96, not normalised. */
  public static Metadata metadata() {
    return metadata(Part.DETECTOR, new Resize.Stretched(48, 80));
  }

  public static Metadata metadata(Part part, Resize resize) {
    return metadata(part, Input.PREPARED, resize);
  }

  private static Metadata metadata(Part part, Input input, Resize resize) {
    return new Metadata(
        part,
        Precision.FP32,
        input,
        Optional.of("by-hand"),
        "resnet18",
        "1-1-1-1/1.1.1.1",
        "none",
        new Preprocessing(resize, 32, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)),
        List.of(),
        CLASSES,
        Optional.empty(),
        new Provenance("0", "hand", 0, "none"));
  }

  /** A box and a score of 0.5, one that reaches into the padding, one inside it, and padding. */
  public static ModelProto.Builder detector(Metadata metadata) {
    return detector(
        metadata.properties(),
        new double[][] {
          {0.25, 0.25, 0.5, 0.75, 0.5},
          {0.5, 0.5, 1, 1, 0.25},
          {0.9, 0.1, 1, 0.2, 0.125},
          {0, 0, 0, 0, 0}
        },
        0,
        1,
        1,
        -1);
  }

  /**
   * Finds these boxes.
   *
   * @param boxes left, top, right and bottom as fractions of the input, and what the score has
   *     beside the mean of the pixels
   * @param labels one for each box
   */
  public static ModelProto.Builder detector(
      Map<String, String> properties, double[][] boxes, long... labels) {
    int most = boxes.length;
    var graph =
        GraphProto.newBuilder()
            .setName("by hand")
            .addInput(port("input", DataType.FLOAT, -1, 3, -1, -1))
            .addOutput(port("dets", DataType.FLOAT, -1, -1, 5))
            .addOutput(port("labels", DataType.INT64, -1, -1))
            .addInitializer(
                numbers("average", DoubleStream.generate(() -> 1 / 3.0).limit(24), 8, 3, 1, 1))
            .addInitializer(
                numbers(
                    "boxes", List.of(boxes).stream().flatMapToDouble(DoubleStream::of), 1, most, 5))
            .addInitializer(numbers("one", DoubleStream.of(1), 1))
            .addInitializer(numbers("score", DoubleStream.of(0, 0, 0, 0, 1), 5))
            .addInitializer(integers("known", LongStream.of(labels), 1, most))
            .addInitializer(integers("corners", LongStream.of(3, 2, 3, 2), 4))
            .addInitializer(integers("first", LongStream.of(0), 1))
            .addInitializer(integers("most", LongStream.of(most), 1))
            .addInitializer(integers("flat", LongStream.of(-1, 1, 1), 3))
            .addNode(node("Conv", "grey", "input", "average"))
            .addNode(
                node("ReduceMean", "mean", "grey").toBuilder()
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("axes")
                            .setType(AttributeProto.AttributeType.INTS)
                            .addAllInts(List.of(1L, 2L, 3L))))
            .addNode(node("Reshape", "brightness", "mean", "flat"))
            .addNode(node("Shape", "shape", "input"))
            .addNode(node("Gather", "sides", "shape", "corners"))
            .addNode(
                node("Cast", "lengths", "sides").toBuilder()
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("to")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(DataType.FLOAT.getNumber())))
            .addNode(node("Concat", "scale", "lengths", "one").toBuilder().addAttribute(axis(0)))
            .addNode(node("Mul", "scaled", "boxes", "scale"))
            .addNode(node("Mul", "more", "brightness", "score"))
            .addNode(node("Add", "dets", "scaled", "more"))
            .addNode(node("Gather", "count", "shape", "first"))
            .addNode(node("Concat", "size", "count", "most").toBuilder().addAttribute(axis(0)))
            .addNode(node("Expand", "labels", "known", "size"));
    var model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(graph);
    properties.forEach((key, value) ->
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model;
  }

  /** That of {@link #metadata()} for pictures as they are, which it only divides by 255. */
  public static ModelProto.Builder detectorOfPictures() {
    ModelProto.Builder model =
        detector(metadata(Part.DETECTOR, Input.PIXELS, new Resize.Stretched(48, 80)));
    List<NodeProto> nodes = List.copyOf(model.getGraph().getNodeList());
    model
        .getGraphBuilder()
        .setInput(0, port("pixels", DataType.UINT8, -1, -1, -1, 3))
        .addInitializer(numbers("white", DoubleStream.of(255)))
        .clearNode()
        .addNode(
            node("Transpose", "planes", "pixels").toBuilder()
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("perm")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(List.of(0L, 3L, 1L, 2L))))
        .addNode(
            node("Cast", "numbers", "planes").toBuilder()
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(DataType.FLOAT.getNumber())))
        .addNode(node("Div", "input", "numbers", "white"))
        .addAllNode(nodes);
    return model;
  }

  public static Path write(Path file, ModelProto.Builder model) throws IOException {
    return Files.write(file, model.build().toByteArray());
  }

  /** Writes {@link #detector(Metadata)} of {@link #metadata()}. */
  public static Path write(Path file) throws IOException {
    return write(file, detector(metadata()));
  }

  /** On the processor, one thread. */
  public static Options options() {
    return Options.defaults().withDevice(new Device.Cpu()).withThreads(1);
  }

  static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  /** A size of -1 is free. */
  public static ValueInfoProto port(String name, DataType type, long... shape) {
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    for (long size : shape) {
      var dimension = Dimension.newBuilder();
      tensor.getShapeBuilder().addDim(size < 0 ? dimension : dimension.setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static AttributeProto axis(int axis) {
    return AttributeProto.newBuilder()
        .setName("axis")
        .setType(AttributeProto.AttributeType.INT)
        .setI(axis)
        .build();
  }

  private static TensorProto numbers(String name, DoubleStream values, long... shape) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT.getNumber())
        .addAllDims(LongStream.of(shape).boxed().toList())
        .addAllFloatData(values.mapToObj(value -> (float) value).toList())
        .build();
  }

  private static TensorProto integers(String name, LongStream values, long... shape) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addAllDims(LongStream.of(shape).boxed().toList())
        .addAllInt64Data(values.boxed().toList())
        .build();
  }
}
