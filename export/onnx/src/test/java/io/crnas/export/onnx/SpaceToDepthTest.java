package io.crnas.export.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.crnas.export.Exports;
import io.crnas.export.Formula;
import io.crnas.runtime.Device;
import io.crnas.runtime.Model;
import io.crnas.runtime.Tensor;
import io.crnas.runtime.Values;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A convolution of blocks of pixels is one of pixels. */
final class SpaceToDepthTest {
  @TempDir private Path directory;

  private static OnnxGraph graph(int channels, Conv conv) {
    var nodes = new Graph();
    Node image = nodes.input("input", channels);
    var outputs = new TreeMap<>(Map.of("out", nodes.node("conv", conv, image)));
    var network = new Network(outputs);
    var graph = new OnnxGraph(17);
    GraphTranslation.whole(graph, network, Formula.weights(network), BatchNormFolding.none());
    return graph;
  }

  private static Conv halving(int channels, int kernel) {
    return new Conv(channels, 5, kernel, 2, kernel / 2, 1, 1, true);
  }

  private static List<String> operators(OnnxGraph graph) {
    return graph.operators().stream().map(NodeProto::getOpType).toList();
  }

  private Values run(OnnxGraph graph, Tensor image) throws IOException {
    var written = graph.builder();
    graph.initializers().forEach(one -> written.addInitializer(ExternalData.inline(one)));
    Path file = directory.resolve("graph.onnx");
    Files.write(
        file,
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setProducerName("crnas")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(written.setName("graph"))
            .build()
            .toByteArray());
    try (Model model = Model.load(file, Exports.on(new Device.Cpu()))) {
      return model.run(image).get("out");
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 3, 32, 48", "7, 3, 33, 47", "3, 3, 32, 33", "5, 1, 31, 32", "1, 4, 35, 36"})
  void theSumsAreThoseOfTheSameProducts(int kernel, int channels, int height, int width)
      throws IOException {
    Conv conv = halving(channels, kernel);
    var image =
        new Tensor(
            List.of(2, channels, height, width), Formula.input(2 * channels * height * width));
    OnnxGraph blocks = SpaceToDepth.of(graph(channels, conv));
    assertEquals(1, operators(blocks).stream().filter("SpaceToDepth"::equals).count());
    Tensor expected = (Tensor) run(graph(channels, conv), image);
    Tensor found = (Tensor) run(blocks, image);
    assertEquals(expected.shape(), found.shape());
    for (int i = 0; i < expected.data().length; i++) {
      assertEquals(expected.data()[i], found.data()[i], 1e-5, "" + i);
    }
  }

  @Test
  void otherConvolutionsStay() {
    for (Conv other :
        List.of(
            halving(5, 3),
            new Conv(3, 4, 3, 1, 1, 1, 1, false),
            new Conv(3, 4, 3, 2, 2, 2, 1, false),
            new Conv(3, 6, 3, 2, 1, 1, 3, false),
            new Conv(3, 4, 3, 2, 0, 1, 1, false),
            new Conv(3, 4, 2, 2, 1, 1, 1, false))) {
      OnnxGraph graph = graph(other.in(), other);
      assertEquals(graph.operators(), SpaceToDepth.of(graph).operators(), other::toString);
    }
  }
}
