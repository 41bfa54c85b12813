package io.crnas.spaces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Costs;
import io.crnas.spaces.detector.Fpn;
import io.crnas.spaces.detector.NasFpn;
import io.crnas.spaces.detector.Neck;
import io.crnas.spaces.detector.Pafpn;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectMapper;

/** A backbone whose last levels have one resolution. */
class DetNetTest {
  private static final Backbone DETNET = Family.DETNET59.backbone();
  private static final Allocation BASELINE = Allocation.of(DETNET.baseline());

  @Test
  void theLastThreeLevelsHaveStride16() {
    Network network = DETNET.network(BASELINE);

    assertEquals(List.of(4, 8, 16, 16, 16), network.strides());
    assertEquals(List.of("C2", "C3", "C4", "C5", "C6"), List.copyOf(network.outputs().keySet()));
    assertEquals(List.of(256, 512, 1024, 1024, 1024), DETNET.channels());
    assertEquals(
        List.of(new Shape(1024, 7, 5), new Shape(1024, 7, 5), new Shape(1024, 7, 5)),
        List.copyOf(network.outputShapes(new Shape(3, 97, 70)).values()).subList(2, 5));
  }

  /** The published net, 4.8 G, has the strides on 1x1 convolutions: 0.15 G less. */
  @Test
  void itsMultiplicationsAreThoseOfTorch() throws IOException {
    long expected;
    try (InputStream in = DetNetTest.class.getResourceAsStream("/fixtures/families.json")) {
      expected = new ObjectMapper().readTree(in).get("detnet59").get("multiplications").asLong();
    }
    assertEquals(
        expected,
        Costs.operations(DETNET.network(BASELINE), new Shape(3, 224, 224), Convention.MAC));
    assertEquals(4.8, (expected - 154_140_672) / 1e9, 0.05);
  }

  @Test
  void dilationsMultiplyThoseOfTheStage() {
    Network network = DETNET.network(Allocation.parse("1-1-2-2-1/1.2.13.13.2"));
    assertEquals(
        List.of(1, 2, 1, 3, 2, 6, 4),
        network.nodes().stream()
            .flatMap(node ->
                node.layer() instanceof Layer.Conv conv && conv.kernel() == 3
                    ? Stream.of(conv.dilation())
                    : Stream.empty())
            .toList());
  }

  @Test
  void aPyramidAddsUpLevelsOfOneResolutionAsTheyAre() {
    Network pyramid = pyramid(new Fpn(16, 2, Fpn.Extra.POOL));

    assertEquals(List.of(4, 8, 16, 16, 16), pyramid.strides());
    assertEquals(
        List.of("backbone.fpn.upsample.0", "backbone.fpn.upsample.1"),
        pyramid.nodes().stream()
            .filter(node -> node.layer() instanceof Layer.Upsample)
            .map(node -> node.name())
            .sorted()
            .toList());
    assertTrue(
        pyramid.nodes().stream().noneMatch(node -> node.name().equals("backbone.fpn.pool")),
        "P6 is a level of the backbone");
  }

  static Stream<Neck> necks() {
    return Stream.of(
        new Fpn(16, 3, Fpn.Extra.CONVOLUTIONS),
        new Pafpn(new Fpn(16, 3, Fpn.Extra.CONVOLUTIONS)),
        new NasFpn(16, 3));
  }

  @ParameterizedTest
  @MethodSource("necks")
  void everyNeckReadsItsLevelsAsTheyAre(Neck neck) {
    Network pyramid = pyramid(neck);

    assertEquals(neck.levels(), pyramid.outputs().size());
    assertEquals(List.of(8, 16, 16, 16, 32), pyramid.strides());
    pyramid.shapes(new Shape(3, 75, 133));
  }

  private static Network pyramid(Neck neck) {
    var graph = new Graph();
    List<Neck.Stage> stages = new ArrayList<>();
    DETNET
        .network(BASELINE, graph, Sharing.ALONE)
        .outputs()
        .values()
        .forEach(
            node -> stages.add(new Neck.Stage(DETNET.layout().levels().get(stages.size()), node)));
    return new Network(neck.levels(graph.under("backbone."), stages));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "3, 4", "5, 3"})
  void aLayoutWithoutRisingLevelsIsRefused(int third, int fourth) {
    List<Integer> one = List.of(1);
    List<Stage> stages =
        List.of(
            new Stage("a", 8, 4, 1, one),
            new Stage("b", 8, 8, 1, one),
            new Stage("c", 8, 16, third, 1, 1, one),
            new Stage("d", 8, 16, fourth, 1, 1, one));
    assertThrows(IllegalArgumentException.class, () -> new Layout(8, 4, stages));
  }
}
