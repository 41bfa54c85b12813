package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.export.Found;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Model;
import io.crnas.runtime.Precision;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.CascadeRcnn;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Fcos;
import io.crnas.spaces.detector.MaskRcnn;
import io.crnas.spaces.detector.Retinanet;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files whose networks compute in half precision or in integers, against single precision. */
final class PrecisionTest {
  private static final int HEIGHT = 64;
  private static final int WIDTH = 96;

  @TempDir private Path directory;

  private static OnnxSettings settings(Precision precision) {
    return OnnxSettings.defaults()
        .withComputation(
            switch (precision) {
              case FP32 -> new Computation.Single();
              case FP16 -> new Computation.Half();
              case INT8 -> Exports.quantised(HEIGHT, WIDTH);
            });
  }

  private static Detector detector(String name) {
    List<Integer> sizes = List.of(16, 32, 64, 128, 256);
    FasterRcnn rcnn = FasterRcnn.of(8, 16, sizes, List.of(0.5, 1.0));
    return switch (name) {
      case "retinanet" -> Retinanet.published(8).detector(4);
      case "fcos" -> Fcos.published(32).detector(4);
      case "cascade-rcnn" -> CascadeRcnn.of(rcnn).detector(4);
      case "mask-rcnn" -> new MaskRcnn(rcnn).detector(4);
      default -> rcnn.detector(4);
    };
  }

  private Path write(String name, Precision precision) throws IOException {
    Detector detector = detector(name);
    Network features =
        detector.features(ResNet.resnet18(16), Exports.ALLOCATION, new Graph(), Sharing.NESTED);
    return Exports.write(
        directory.resolve(name + "-" + precision + ".onnx"),
        features,
        detector,
        Exports.weights(features, detector),
        settings(precision));
  }

  private static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  private static Map<DataType, Long> numbers(ModelProto model) {
    return model.getGraph().getInitializerList().stream()
        .collect(
            Collectors.groupingBy(
                tensor -> DataType.forNumber(tensor.getDataType()),
                Collectors.summingLong(PrecisionTest::size)));
  }

  private static long size(TensorProto tensor) {
    return tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
  }

  @ParameterizedTest
  @CsvSource({
    "RESNET18, 16",
    "RESNET50, 16",
    "RESNEXT50_32X4D, 64",
    "MOBILENETV2, 0.5",
    "SHUFFLENETV2, 0.5"
  })
  void aBackboneOfEveryKindIsNearSinglePrecision(Family family, double width) throws IOException {
    Backbone backbone = family.backbone(width);
    Network network = backbone.network(Allocation.of(backbone.baseline()));
    Weights weights = Formula.weights(network);
    var outputs = new LinkedHashMap<Precision, Map<String, Tensor>>();
    for (Precision precision : Precision.values()) {
      Path file = directory.resolve(precision + ".onnx");
      Exports.write(file, network, weights, settings(precision));
      outputs.put(precision, Exports.run(file, 1, HEIGHT, WIDTH));
    }
    outputs
        .get(Precision.FP32)
        .forEach((name, exact) -> {
          double half = Exports.distance(exact, outputs.get(Precision.FP16).get(name));
          double whole = Exports.distance(exact, outputs.get(Precision.INT8).get(name));
          assertTrue(half > 0 && half < 0.03, family + " " + name + " in fp16: " + half);
          assertTrue(whole > half && whole < 0.4, family + " " + name + " in int8: " + whole);
        });
  }

  @ParameterizedTest
  @CsvSource({"retinanet", "fcos", "faster-rcnn", "cascade-rcnn", "mask-rcnn"})
  void halfPrecisionIsBehindABoundaryOfSingle(String name) throws IOException {
    ModelProto single = read(write(name, Precision.FP32));
    ModelProto half = read(write(name, Precision.FP16));
    assertEquals(single.getGraph().getInputList(), half.getGraph().getInputList());
    assertEquals(single.getGraph().getOutputList(), half.getGraph().getOutputList());
    assertTrue(half.getSerializedSize() < 0.6 * single.getSerializedSize(), name);
    var types = numbers(half);
    assertTrue(types.get(DataType.FLOAT16) > 20 * types.get(DataType.FLOAT), types::toString);
    Function<ModelProto, List<String>> names =
        model -> model.getGraph().getInitializerList().stream().map(TensorProto::getName).toList();
    assertEquals(names.apply(single), names.apply(half));
    for (NodeProto node : half.getGraph().getNodeList()) {
      switch (node.getOpType()) {
        case "Conv" -> assertTrue(node.getInputList().getFirst().endsWith(".half"), node::toString);
        case "NonMaxSuppression", "RoiAlign", "TopK", "InstanceNormalization" ->
            assertTrue(
                node.getInputList().stream().noneMatch(input -> input.endsWith(".half")),
                node::toString);
        case String _ -> {}
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"retinanet", "fcos", "faster-rcnn", "cascade-rcnn", "mask-rcnn"})
  void whatIsInIntegersIsFused(String name) throws IOException, OrtException {
    Path file = write(name, Precision.INT8);
    ModelProto model = read(file);
    var integers = numbers(model);
    assertTrue(integers.get(DataType.INT8) > 10 * integers.get(DataType.FLOAT), integers::toString);
    long written =
        countWhere(model, "Conv", "dequantised") + countWhere(model, "Gemm", "dequantised");
    ModelProto fused = optimised(file);
    assertEquals(written, countWhere(fused, "QLinearConv", "") + countWhere(fused, "QGemm", ""));
    assertTrue(countWhere(model, "Conv", "") > countWhere(model, "Conv", "dequantised"));
    // As many as there are blocks that add, and levels that are added.
    assertTrue(countWhere(fused, "QLinearAdd", "") >= 7, name);
  }

  private static long countWhere(ModelProto model, String type, String input) {
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals(type))
        .filter(node -> node.getInputList().stream().anyMatch(one -> one.endsWith(input)))
        .count();
  }

  /** The graph as ONNX Runtime runs it. */
  private ModelProto optimised(Path file) throws IOException, OrtException {
    Path target = directory.resolve("optimised.onnx");
    Model.version(); // begins ONNX Runtime on a stack that is large enough
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizedModelFilePath(target.toString());
      OrtEnvironment.getEnvironment().createSession(file.toString(), options).close();
    }
    return read(target);
  }

  @ParameterizedTest
  @CsvSource({"retinanet", "fcos", "faster-rcnn", "cascade-rcnn", "mask-rcnn"})
  void anImageInABatchIsAsAlone(String name) throws IOException, OrtException {
    float[] first = Formula.input(3 * HEIGHT * WIDTH);
    float[] both = Formula.input(2 * first.length);
    for (Precision precision : List.of(Precision.FP16, Precision.INT8)) {
      Path file = write(name, precision);
      assertEquals(
          Found.in(file, both, 2, HEIGHT, WIDTH).getFirst(),
          Found.in(file, first, 1, HEIGHT, WIDTH).getFirst());
    }
  }

  @Test
  void aParameterTooLargeForHalfPrecisionIsNamed() {
    Weights weights = Formula.weights(Exports.SMALL);
    String name = "layer1.0.conv1.weight";
    float[] large = weights.get(name).data();
    large[0] = 1e9f;
    var e =
        assertThrows(
            InvalidInputException.class,
            () ->
                Exports.write(
                    directory.resolve("net.onnx"),
                    Exports.SMALL,
                    weights,
                    settings(Precision.FP16).withFoldBatchNorm(false)));
    assertEquals(List.of(name), e.problems().stream().map(problem -> problem.where()).toList());
  }
}
