package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ResNetTest {

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void namesShapesAndOrderAreTorchvisions(String name) throws IOException {
    List<String> expected = new ArrayList<>();
    for (JsonNode entry : fixture("state_dict_keys.json").get(name)) {
      String key = entry.get(0).asString();
      if (!key.endsWith("num_batches_tracked") && !key.startsWith("fc.")) {
        expected.add(key + " " + entry.get(1));
      }
    }

    List<String> found =
        backbone(name).network(Allocation.of(backbone(name).baseline())).parameters().stream()
            .map(p -> p.name() + " " + p.shape().toString().replace(" ", ""))
            .toList();

    assertEquals(expected, found);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet18, resnet18, 2-2-2-2",
    "resnet50, resnet50, 3-4-6-3",
    "resnet18_1124, resnet18, 1-1-2-4",
    "resnet50_1357, resnet50, 1-3-5-7",
    "resnet50_1357_dilated, resnet50, 1-3-5-7/1.213.21123.2132123"
  })
  void stageShapesAndParameterCountsAreTheReferences(String row, String name, String allocation)
      throws IOException {
    JsonNode expected = fixture("networks.json").get(row);
    Network network = backbone(name).network(Allocation.parse(allocation));

    int stage = 0;
    for (Shape shape : network.outputShapes(new Shape(3, 96, 128)).values()) {
      assertEquals(
          expected.get("shapes").get(stage++).toString(),
          "[1," + shape.channels() + "," + shape.height() + "," + shape.width() + "]");
    }
    int features = backbone(name).channels().getLast();
    long classifier = 1000L * features + 1000;
    assertEquals(
        expected.get("params").asLong() - classifier,
        network.parameters().stream()
            .filter(p -> p.role().isTrained())
            .mapToLong(Parameter::size)
            .sum());
  }

  @Test
  void onlyTheSecondConvolutionOfABasicBlockIsDilated() {
    assertEquals(
        List.of("layer1.0.conv2 2", "layer3.0.conv2 3"),
        dilated(ResNet.resnet18(8), "1-1-1-1/2.1.3.1"));
  }

  @Test
  void onlyTheCentreConvolutionOfABottleneckIsDilated() {
    assertEquals(List.of("layer2.1.conv2 3"), dilated(ResNet.resnet50(8), "1-2-1-1/1.13.1.1"));
  }

  @Test
  void equalPrefixesAreTheSameNodesInOneGraph() {
    Graph graph = new Graph();
    Network one = network(graph, "1-2-2-2", Sharing.NESTED);
    int alone = graph.size();
    Network two = network(graph, "1-2-2-1", Sharing.NESTED);

    assertSame(one.outputs().get("C4"), two.outputs().get("C4"));
    assertNotEquals(one.outputs().get("C5"), two.outputs().get("C5"));
    assertEquals(alone, graph.size(), "the shorter last stage is a prefix of the longer");
  }

  @Test
  void nestedDepthsShareParametersAndBranchesDoNot() {
    assertEquals(List.of(), missing(Sharing.NESTED));
    assertEquals("layer1of1.0.conv1.weight", missing(Sharing.BRANCH).getFirst());
  }

  /** Parameters of the shallow first stage that the deep one does not have. */
  private static List<String> missing(Sharing sharing) {
    List<String> deep = names(network(new Graph(), "3-1-1-1", sharing));
    List<String> shallow = new ArrayList<>(names(network(new Graph(), "1-1-1-1", sharing)));
    shallow.removeAll(deep);
    return shallow;
  }

  private static List<String> names(Network network) {
    return network.parameters().stream().map(Parameter::name).toList();
  }

  private static Network network(Graph graph, String allocation, Sharing sharing) {
    return ResNet.resnet18(8).network(Allocation.parse(allocation), graph, sharing);
  }

  private static List<String> dilated(ResNet family, String allocation) {
    List<String> found = new ArrayList<>();
    for (Node node : family.network(Allocation.parse(allocation)).nodes()) {
      if (node.layer() instanceof Layer.Conv conv && conv.dilation() > 1) {
        assertEquals(conv.dilation(), conv.padding(), "the size is kept");
        found.add(node.name() + " " + conv.dilation());
      }
    }
    return found;
  }

  private static ResNet backbone(String name) {
    return name.equals("resnet18") ? ResNet.resnet18(64) : ResNet.resnet50(64);
  }

  private static JsonNode fixture(String name) throws IOException {
    try (InputStream in = ResNetTest.class.getResourceAsStream("/fixtures/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
