package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnnxWriterTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path directory;

  @Test
  void theFileSaysOpset17AndIr8() throws IOException {
    ModelProto model = parse(Exports.small(directory));
    assertEquals(8, model.getIrVersion());
    assertEquals(1, model.getOpsetImportCount());
    assertEquals("", model.getOpsetImport(0).getDomain());
    assertEquals(17, model.getOpsetImport(0).getVersion());
  }

  @Test
  void batchAndImageSizeStayOpenByName() throws IOException {
    GraphProto graph = parse(Exports.small(directory)).getGraph();
    assertEquals(List.of("input[batch, 3, height, width]"), shapes(graph.getInputList()));
    assertEquals(
        List.of(
            "C2[batch, 8, C2_height, C2_width]",
            "C3[batch, 16, C3_height, C3_width]",
            "C4[batch, 32, C4_height, C4_width]",
            "C5[batch, 64, C5_height, C5_width]"),
        shapes(graph.getOutputList()));
  }

  @Test
  void unfoldedInitializersAreTheStateDict() throws IOException {
    GraphProto graph = parse(unfolded()).getGraph();
    assertEquals(
        Exports.SMALL.parameters().stream().map(Parameter::name).collect(Collectors.toSet()),
        names(graph));
    Weights weights = Formula.weights(Exports.SMALL);
    for (TensorProto tensor : graph.getInitializerList()) {
      var expected = weights.get(tensor.getName());
      var bytes = tensor.getRawData().asReadOnlyByteBuffer();
      var floats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      assertEquals(FloatBuffer.wrap(expected.data()), floats, tensor.getName());
    }
  }

  @Test
  void foldingLeavesConvolutionsWithBiasOnly() throws IOException {
    GraphProto graph = parse(Exports.small(directory)).getGraph();
    assertEquals(0, count(graph, "BatchNormalization"));
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Conv")) {
        assertEquals(
            List.of(node.getName() + ".weight", node.getName() + ".bias"),
            node.getInputList().subList(1, 3));
      }
    }
    GraphProto kept = parse(unfolded()).getGraph();
    assertEquals(count(kept, "Conv"), count(kept, "BatchNormalization"));
    assertTrue(kept.getNodeList().stream().anyMatch(n -> n.getName().equals("layer1.0.bn1")));
  }

  @Test
  void operatorsAreNamedByModulePathOnce() throws IOException {
    GraphProto graph = parse(unfolded()).getGraph();
    List<String> names = graph.getNodeList().stream().map(NodeProto::getName).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
    assertEquals(
        Exports.SMALL.nodes().stream()
            .map(node -> node.name())
            .filter(name -> !name.equals("input"))
            .toList(),
        names);
  }

  @ParameterizedTest
  @CsvSource({"1, 32, 32", "2, 64, 96", "1, 97, 131", "3, 33, 47"})
  void foldedAndUnfoldedAgreeAtAnySize(int n, int h, int w) throws IOException {
    Map<String, Tensor> plain = Exports.run(unfolded(), n, h, w);
    Map<String, Tensor> folded = Exports.run(Exports.small(directory), n, h, w);
    int stride = 4;
    for (String name : List.of("C2", "C3", "C4", "C5")) {
      assertEquals(n, folded.get(name).shape().getFirst());
      assertEquals(Math.ceilDiv(h, stride), folded.get(name).shape().get(2));
      assertEquals(Math.ceilDiv(w, stride), folded.get(name).shape().get(3));
      assertTrue(Exports.distance(plain.get(name), folded.get(name)) <= TOLERANCE, name);
      stride *= 2;
    }
  }

  @Test
  void anImageInABatchIsComputedAsAlone() throws IOException {
    Path file = Exports.small(directory);
    float[] two = Formula.input(2 * 3 * 64 * 64);
    try (var backbone = Exports.open(file)) {
      Tensor both = Exports.run(backbone, two, 2, 64, 64).get("C5");
      float[] second = Arrays.copyOfRange(two, two.length / 2, two.length);
      Tensor alone = Exports.run(backbone, second, 1, 64, 64).get("C5");
      int half = both.data().length / 2;
      Tensor other = new Tensor(alone.shape(), Arrays.copyOfRange(both.data(), half, 2 * half));
      assertTrue(Exports.distance(alone, other) <= TOLERANCE);
    }
  }

  @Test
  void theSameArgumentsGiveTheSameBytes() throws IOException {
    byte[] first = Files.readAllBytes(Exports.small(directory.resolve("a")));
    byte[] second = Files.readAllBytes(Exports.small(directory.resolve("b")));
    assertEquals(HexFormat.of().formatHex(first), HexFormat.of().formatHex(second));
  }

  @ParameterizedTest
  @CsvSource({"15, 8", "18, 8", "21, 10", "22, 10"})
  void otherOpsetsGiveTheSameNumbers(int opset, int irVersion) throws IOException {
    Path file =
        Exports.write(
            directory.resolve("other.onnx"),
            Exports.SMALL,
            OnnxSettings.defaults().withVersions(opset, irVersion));
    Tensor expected = Exports.run(Exports.small(directory), 1, 64, 64).get("C5");
    Tensor actual = Exports.run(file, 1, 64, 64).get("C5");
    assertTrue(Exports.distance(expected, actual) <= TOLERANCE);
  }

  @Test
  void settingsOutOfRangeAreNamedTogether() {
    var e =
        assertThrows(
            InvalidInputException.class,
            () -> new OnnxSettings(9, 99, true, new Computation.Single(), Long.MAX_VALUE));
    assertEquals(
        List.of("onnx.opset", "onnx.irVersion", "onnx.externalDataAbove"),
        e.problems().stream().map(Problem::where).toList());
  }

  @Test
  void everyMissingMisshapenOrDamagedWeightIsNamed() throws IOException {
    var tensors = new LinkedHashMap<>(Formula.weights(Exports.SMALL).tensors());
    tensors.remove("conv1.weight");
    tensors.remove("layer3.1.bn2.running_var");
    tensors.put("bn1.weight", new Tensor(List.of(2), new float[2]));
    float[] damaged = tensors.get("bn1.bias").data().clone();
    damaged[3] = Float.NaN;
    tensors.put("bn1.bias", new Tensor(List.of(8), damaged));
    Path file = directory.resolve("none.onnx");
    var e =
        assertThrows(
            InvalidInputException.class,
            () ->
                Exports.write(
                    file, Exports.SMALL, new Weights(tensors, Map.of()), OnnxSettings.defaults()));
    assertEquals(
        List.of(
            "weights, conv1.weight: found nothing, expected shape [8, 3, 7, 7]",
            "weights, bn1.weight: found shape [2], expected shape [8]",
            "weights, bn1.bias: found NaN at position 3, expected finite numbers",
            "weights, layer3.1.bn2.running_var: found nothing, expected shape [32]"),
        e.getMessage().lines().toList());
    assertFalse(Files.exists(file));
  }

  private Path unfolded() throws IOException {
    return Exports.write(
        directory.resolve("unfolded.onnx"),
        Exports.SMALL,
        OnnxSettings.defaults().withFoldBatchNorm(false));
  }

  private static ModelProto parse(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  private static long count(GraphProto graph, String type) {
    return graph.getNodeList().stream().filter(n -> n.getOpType().equals(type)).count();
  }

  private static Set<String> names(GraphProto graph) {
    return graph.getInitializerList().stream()
        .map(TensorProto::getName)
        .collect(Collectors.toSet());
  }

  private static List<String> shapes(List<ValueInfoProto> values) {
    return values.stream()
        .map(value ->
            value.getName()
                + value.getType().getTensorType().getShape().getDimList().stream()
                    .map(OnnxWriterTest::dimension)
                    .toList())
        .toList();
  }

  private static String dimension(Dimension dimension) {
    return dimension.hasDimParam()
        ? dimension.getDimParam()
        : String.valueOf(dimension.getDimValue());
  }
}
