package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.space.Level;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.level.Levels;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.network.ReceptiveField;
import io.crnas.spaces.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Families whose blocks are of several kinds. */
class VariedTest {
  private static final Variant EXPANDED = new Variant(5, List.of(1), Optional.of(3), false);
  private static final Variant XCEPTION = new Variant(3, List.of(1), Optional.empty(), true);
  private static final Backbone MOBILENET = Family.MOBILENETV2.backbone(0.35);

  @ParameterizedTest
  @EnumSource(names = {"MOBILENETV2", "SHUFFLENETV2", "RESNET18", "RESNEXT50_32X4D"})
  void parametersAreAsManyAsThoseOfTorchvisionsParts(Family family) throws IOException {
    JsonNode row;
    try (InputStream in = VariedTest.class.getResourceAsStream("/fixtures/varied.json")) {
      row = new ObjectMapper().readTree(in).get(family.toString());
    }
    List<Variant> variants = new ArrayList<>();
    for (JsonNode block : row.get("blocks")) {
      variants.add(
          new Variant(
              block.get("kernel").asInt(),
              block.get("dilations").valueStream().map(JsonNode::asInt).toList(),
              Optional.of(block.get("expansion").asInt()).filter(factor -> factor > 0),
              block.get("xception").asBoolean()));
    }
    Backbone varied = new Varied(family.backbone(row.get("width").asDouble()), variants);
    Network network = varied.network(Allocation.parse(row.get("allocation").asString()));
    assertEquals(row.get("parameters").asLong(), Costs.parameters(network));
  }

  @Test
  void theFamilysOwnBlocksKeepTheirNamesAndOthersHaveWeightsOfTheirOwn() {
    Varied varied =
        new Varied(MOBILENET, List.of(Variant.dilated(1), Variant.dilated(2), EXPANDED));
    Set<String> plain = names(MOBILENET, "2-3-4-3-3-1");
    assertEquals(plain, names(varied, "2-3-4-3-3-1"));
    assertEquals(plain, names(varied, "2-3-4-3-3-1/12.212.1111.111.222.2"));

    Set<String> others = names(varied, "2-3-4-3-3-1/13.111.1111.111.111.1");
    others.removeAll(plain);
    assertTrue(
        others.contains("features.3.k5e3.conv.1.0.weight"),
        "the depthwise convolution of the second block: " + others);
    assertTrue(
        others.stream().allMatch(name -> name.startsWith("features.3.k5e3.")), others::toString);
  }

  private static Set<String> names(Backbone backbone, String allocation) {
    return new HashSet<>(
        backbone.network(Allocation.parse(allocation)).parameters().stream()
            .map(Parameter::name)
            .toList());
  }

  /** In a supernet, so that a score of one says nothing of another. */
  @Test
  void allocationsShareTheBlocksThatTheyHaveInCommonAlone() {
    Varied varied = new Varied(MOBILENET, List.of(Variant.dilated(1), EXPANDED));
    var graph = new Graph();
    Set<Node> one = nodes(varied, "2-3-4-3-3-1/11.111.1111.111.111.1", graph);
    Set<Node> other = nodes(varied, "2-3-4-3-3-1/11.112.1111.111.111.1", graph);
    one.retainAll(other);
    assertTrue(one.stream().anyMatch(node -> node.name().startsWith("stage2.1.")));
    assertTrue(one.stream().noneMatch(node -> node.name().startsWith("stage2.2.")));
  }

  private static Set<Node> nodes(Backbone backbone, String allocation, Graph graph) {
    return new HashSet<>(
        backbone.network(Allocation.parse(allocation), graph, Sharing.NESTED).nodes());
  }

  /** Counted one by one, on a level small enough. */
  @Test
  void candidatesOfABudgetAreCountedThoughBlocksCostDifferently() {
    Varied varied = new Varied(MOBILENET, List.of(Variant.dilated(1), EXPANDED, Variant.of(7)));
    StageAllocation stages = StageAllocation.of(1, 1, 1, 1, 1, 1);
    CostModel costs = CostModel.operations(varied, new ImageSize(96, 96), Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(stages)), 0.05);
    Level<Allocation> level = Levels.spatial(stages, List.of(1, 2, 3), costs, budget);
    int within = 0;
    for (int number = 0; number < 729; number++) {
      List<List<Integer>> digits = new ArrayList<>();
      for (int block = 0, rest = number; block < 6; block++, rest /= 3) {
        digits.add(List.of(rest % 3 + 1));
      }
      long cost = costs.cost(new Allocation(stages, new SpatialAllocation(digits))).value();
      within += budget.minimum() <= cost && cost <= budget.maximum() ? 1 : 0;
    }
    assertTrue(within > 10 && within < 700, () -> "a budget that divides them");
    assertEquals(BigInteger.valueOf(within), level.feasible().count());
  }

  @Test
  void otherFamiliesAroundItHaveItsBlocks() {
    Varied varied = new Varied(Family.RESNET18.backbone(), List.of(Variant.of(3), Variant.of(5)));
    Allocation net = Allocation.parse("1-1-1-1/1.2.1.2");
    Backbone around = new GroupNormed(new Deformable(varied, List.of(4, 5)), 32);
    List<Integer> kernels = new ArrayList<>();
    for (Node node : around.network(net).nodes()) {
      switch (node.layer()) {
        case Layer.DeformConv c -> kernels.add(-c.plain().kernel());
        case Layer.Conv c -> kernels.add(c.kernel());
        case Layer _ -> {}
      }
    }
    kernels.removeIf(kernel -> kernel == 1);
    assertEquals(List.of(7, 3, 3, 3, 5, -3, -3, -3, 5), kernels);
    assertNotEquals(varied.canonical(), varied.plain().canonical());
    assertEquals(
        "Varied[plain=%s, variants=[[kernel=3, dilations=[1], expansion=own, xception=false], "
                .formatted(varied.plain().canonical())
            + "[kernel=5, dilations=[1], expansion=own, xception=false]]]",
        varied.canonical());
  }

  @Test
  void whatAFamilyHasNotIsRefused() {
    Backbone resnet = Family.RESNET18.backbone();
    refused(resnet, List.of(EXPANDED));
    refused(resnet, List.of(XCEPTION));
    refused(MOBILENET, List.of(XCEPTION));
    refused(resnet, List.of());
    refused(resnet, List.of(Variant.of(3), Variant.dilated(1)));
    refused(resnet, List.of(Variant.of(3), parts(1, 1)));
    refused(resnet, List.of(parts(1, 2), parts(1, 1, 2, 2)));
    assertEquals(2, new Varied(resnet, List.of(parts(1, 2), parts(1, 1, 2))).variants().size());
    refused(resnet, List.of(Variant.of(1), new Variant(1, List.of(2), Optional.empty(), false)));
    refused(MOBILENET, List.of(Variant.of(3), new Variant(3, List.of(1), Optional.of(6), false)));
    assertEquals(
        new Varied(MOBILENET, List.of(Variant.of(3))),
        new Varied(MOBILENET, List.of(new Variant(3, List.of(1), Optional.of(6), false))));
    assertThrows(IllegalArgumentException.class, () -> Variant.of(4));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Varied(resnet, List.of(Variant.of(3)))
                .network(Allocation.parse("1-1-1-1/1.1.1.2")));
  }

  private static Variant parts(Integer... dilations) {
    return new Variant(3, List.of(dilations), Optional.empty(), false);
  }

  private static void refused(Backbone plain, List<Variant> variants) {
    assertThrows(IllegalArgumentException.class, () -> new Varied(plain, variants));
  }

  /** As they need no weights of their own, they share those of the family's block. */
  @Test
  void partsOfTheChannelsWithDilationsOfTheirOwnCostNothing() {
    Backbone plain = Family.RESNET50.backbone();
    var parts = new Variant(3, List.of(1, 1, 2, 3), Optional.empty(), false);
    Backbone varied = new Varied(plain, List.of(Variant.of(3), parts));
    Network with = varied.network(Allocation.parse("1-1-1-1/2.2.1.2"));
    Network without = plain.network(Allocation.parse("1-1-1-1"));
    assertEquals(without.parameters(), with.parameters());
    var image = new Shape(3, 96, 128);
    for (Convention convention : Convention.values()) {
      assertEquals(
          Costs.operations(without, image, convention), Costs.operations(with, image, convention));
    }
    assertEquals(without.outputShapes(image), with.outputShapes(image));
    Layer.MixedConv mixed =
        with.nodes().stream()
            .flatMap(node ->
                node.layer() instanceof Layer.MixedConv conv ? Stream.of(conv) : Stream.empty())
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(32, 16, 16), mixed.parts().stream().map(part -> part.conv().out()).toList());
    assertEquals(
        List.of(0, 32, 48), mixed.parts().stream().map(Layer.MixedConv.Part::out).toList());
    assertEquals(
        ReceptiveField.of(plain.network(Allocation.parse("1-1-1-1/3.3.1.3")), "C5", image, 1, 1),
        ReceptiveField.of(with, "C5", image, 1, 1));
    Layer.Conv grouped = new Layer.Conv(8, 8, 3, 1, 1, 1, 8, false);
    assertEquals(
        List.of(0, 4),
        new Layer.MixedConv(grouped, List.of(1, 2))
            .parts().stream().map(Layer.MixedConv.Part::in).toList());
    assertThrows(
        IllegalArgumentException.class, () -> new Layer.MixedConv(grouped, List.of(1, 2, 3)));
  }

  @Test
  void variantsAreToldInWords() {
    assertEquals("5x5, expansion 3", EXPANDED.toString());
    assertEquals("3x3, xception", XCEPTION.toString());
    assertEquals("3x3, dilation 2", Variant.dilated(2).toString());
    assertEquals(
        "3x3, dilations 1 2", new Variant(3, List.of(1, 2), Optional.empty(), false).toString());
  }
}
