package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Every family against torchvision's models, and what a search asks of every family. */
class FamilyTest {

  @ParameterizedTest
  @CsvSource({
    "RESNET34, resnet34",
    "RESNET101, resnet101",
    "RESNET152, resnet152",
    "RESNEXT50_32X4D, resnext50-32x4d",
    "RESNEXT101_32X4D, resnext101-32x4d",
    "DETNET59, detnet59",
    "DETNET59, detnet59-realloc-dilated",
    "MOBILENETV2, mobilenetv2-0.35",
    "MOBILENETV2, mobilenetv2-1.4",
    "SHUFFLENETV2, shufflenetv2",
    "SHUFFLENETV2, shufflenetv2-realloc-dilated",
    "SHUFFLENETV2, shufflenetv2-0.5",
    "SHUFFLENETV2, shufflenetv2-1.5",
    "SHUFFLENETV2, shufflenetv2-2.0"
  })
  void namesSizesAndOrderAreTorchvisions(Family family, String row)
      throws IOException, NoSuchAlgorithmException {
    JsonNode expected = fixture("families.json").get(row);
    Backbone backbone =
        expected.has("width")
            ? family.backbone(expected.get("width").doubleValue())
            : family.backbone();
    Network network = backbone.network(Allocation.parse(expected.get("allocation").asString()));
    List<String> names =
        network.parameters().stream()
            .map(p -> p.name() + " " + p.shape().toString().replace(" ", ""))
            .toList();

    assertEquals(expected.get("names").get("count").asInt(), names.size());
    assertEquals(expected.get("names").get("first").get(0).asString(), names.get(0));
    assertEquals(expected.get("names").get("first").get(1).asString(), names.get(1));
    assertEquals(expected.get("names").get("last").asString(), names.getLast());
    assertEquals(expected.get("names").get("sha256").asString(), digest(names));
    assertEquals(expected.get("parameters").asLong(), Costs.parameters(network));
  }

  private static String digest(List<String> lines) throws NoSuchAlgorithmException {
    String text = lines.stream().collect(Collectors.joining("\n", "", "\n"));
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenet_v2", "mobilenet_v2_realloc", "mobilenet_v2_dilated"})
  void mobileNetsStagesAndParametersAreTorchvisions(String row) throws IOException {
    JsonNode expected = fixture("networks.json").get(row);
    List<Integer> repeats = expected.get("repeats").valueStream().map(JsonNode::asInt).toList();
    var stages = new StageAllocation(repeats.subList(1, repeats.size()));
    Network network = Family.MOBILENETV2.backbone().network(Allocation.of(stages));

    List<String> shapes =
        network.outputShapes(new Shape(3, 96, 128)).values().stream()
            .map(s -> "[1," + s.channels() + "," + s.height() + "," + s.width() + "]")
            .toList();
    assertEquals(expected.get("shapes").valueStream().map(JsonNode::toString).toList(), shapes);
    // The last convolution of 320 to 1280 with its normalisation, and the classifier.
    int rest = 320 * 1280 + 2 * 1280 + 1280 * 1000 + 1000;
    assertEquals(expected.get("params").asLong() - rest, Costs.parameters(network));
  }

  @Test
  void mobileNetsNamesAreTorchvisions() throws IOException {
    List<String> expected = new ArrayList<>();
    for (JsonNode entry : fixture("state_dict_keys.json").get("mobilenet_v2")) {
      String key = entry.get(0).asString();
      if (!key.endsWith("num_batches_tracked")
          && !key.startsWith("features.18.")
          && !key.startsWith("classifier.")) {
        expected.add(key + " " + entry.get(1));
      }
    }
    Backbone backbone = Family.MOBILENETV2.backbone();
    assertEquals(
        expected,
        backbone.network(Allocation.of(backbone.baseline())).parameters().stream()
            .map(p -> p.name() + " " + p.shape().toString().replace(" ", ""))
            .toList());
  }

  /** What the levels count by: a change in one stage costs the same whatever the others are. */
  @ParameterizedTest
  @EnumSource
  void aCostIsASumOverTheStages(Family family) {
    Backbone backbone = small(family);
    List<List<Integer>> sets = backbone.stageSets();
    List<Integer> least = sets.stream().map(List::getFirst).toList();
    List<Integer> most = sets.stream().map(set -> set.get(Math.min(3, set.size() - 1))).toList();
    long base = operations(backbone, least);
    long top = operations(backbone, most);
    for (int stage = 0; stage < sets.size(); stage++) {
      long up = operations(backbone, with(least, stage, most.get(stage))) - base;
      long down = top - operations(backbone, with(most, stage, least.get(stage)));
      assertEquals(up, down, "stage " + stage);
      assertTrue(up > 0 || most.get(stage).equals(least.get(stage)), "stage " + stage);
    }
  }

  /** A supernet: the deepest net has every parameter of every other, in the same shape. */
  @ParameterizedTest
  @EnumSource
  void nestedDepthsShareTheBlocksOfTheDeepest(Family family) {
    Backbone backbone = small(family);
    List<List<Integer>> sets = backbone.stageSets();
    List<Parameter> deepest =
        nested(backbone, sets.stream().map(set -> set.get(Math.min(3, set.size() - 1))).toList());
    for (int stage = 0; stage < sets.size(); stage++) {
      List<Integer> least = sets.stream().map(List::getFirst).toList();
      int depth = sets.get(stage).get(Math.min(1, sets.get(stage).size() - 1));
      List<Integer> other = with(least, stage, depth);
      assertTrue(deepest.containsAll(nested(backbone, other)), other::toString);
    }
  }

  @ParameterizedTest
  @EnumSource
  void dilationsKeepEverySizeAndCost(Family family) {
    Backbone backbone = small(family);
    Allocation baseline = Allocation.of(backbone.baseline());
    var dilated =
        new Allocation(
            baseline.stages(),
            new SpatialAllocation(
                baseline.stages().blocks().stream()
                    .map(n -> IntStream.range(0, n).mapToObj(i -> 1 + (i + n) % 3).toList())
                    .toList()));
    var image = new Shape(3, 96, 64);

    assertEquals(
        backbone.network(baseline).outputShapes(image),
        backbone.network(dilated).outputShapes(image));
    assertEquals(
        Costs.operations(backbone.network(baseline), image, Convention.MAC),
        Costs.operations(backbone.network(dilated), image, Convention.MAC));
    int blocks = baseline.stages().depth();
    List<Integer> before = dilations(backbone.network(baseline));
    List<Integer> after = dilations(backbone.network(dilated));
    assertEquals(
        IntStream.range(0, blocks).filter(i -> dilations(dilated).get(i) > 1).count(),
        IntStream.range(0, before.size()).filter(i -> !before.get(i).equals(after.get(i))).count(),
        "one convolution of a block");
  }

  @ParameterizedTest
  @CsvSource({
    "RESNET18, 7.5",
    "RESNET50, 0",
    "RESNEXT50_32X4D, 24",
    "MOBILENETV2, 0",
    "MOBILENETV2, NaN",
    "SHUFFLENETV2, 0.75"
  })
  void aWidthThatAFamilyCanNotHaveIsRefused(Family family, double width) {
    assertThrows(IllegalArgumentException.class, () -> family.backbone(width));
  }

  private static List<Integer> dilations(Allocation allocation) {
    return allocation.dilations().dilations().stream().flatMap(List::stream).toList();
  }

  /** Of all convolutions. */
  private static List<Integer> dilations(Network network) {
    return network.nodes().stream()
        .flatMap(n -> n.layer() instanceof Layer.Conv c ? Stream.of(c.dilation()) : Stream.empty())
        .toList();
  }

  private static Backbone small(Family family) {
    return switch (family) {
      case RESNET18, RESNET34, RESNET50, RESNET101, RESNET152, DETNET59 -> family.backbone(8);
      case RESNEXT50_32X4D, RESNEXT101_32X4D -> family.backbone(16);
      case MOBILENETV2 -> family.backbone(0.25);
      case SHUFFLENETV2 -> family.backbone(0.5);
    };
  }

  private static long operations(Backbone backbone, List<Integer> blocks) {
    return Costs.operations(
        backbone.network(Allocation.of(new StageAllocation(blocks))),
        new Shape(3, 64, 96),
        Convention.THOP);
  }

  private static List<Parameter> nested(Backbone backbone, List<Integer> blocks) {
    return backbone
        .network(Allocation.of(new StageAllocation(blocks)), new Graph(), Sharing.NESTED)
        .parameters();
  }

  private static List<Integer> with(List<Integer> blocks, int stage, int count) {
    List<Integer> changed = new ArrayList<>(blocks);
    changed.set(stage, count);
    return changed;
  }

  private static JsonNode fixture(String name) throws IOException {
    try (InputStream in = FamilyTest.class.getResourceAsStream("/fixtures/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }
}
