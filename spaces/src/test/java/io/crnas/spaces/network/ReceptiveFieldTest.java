package io.crnas.spaces.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Family;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Fpn;
import io.crnas.spaces.detector.NasFpn;
import io.crnas.spaces.detector.Neck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceptiveFieldTest {
  private static final Shape IMAGE = new Shape(3, 512, 512);

  /** The sum of (kernel - 1) * dilation * stride over the convolutions of all blocks, and 1. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 2-2-2-2, 43, 99, 211, 435",
    "resnet50, 3-4-6-3, 35, 91, 267, 427",
    "resnet101, 3-4-23-3, 35, 91, 811, 971",
    "mobilenetv2, 2-3-4-3-3-1, 19, 59, 267, 491",
    "resnet18, 2-2-2-2/11.12.13.33, 43, 115, 291, 771",
  })
  void fieldsOfFamiliesAreThoseOfTheFormula(
      String family, String allocation, int c2, int c3, int c4, int c5) {
    Network network = Family.named(family).backbone().network(Allocation.parse(allocation));
    List<Integer> expected = List.of(c2, c3, c4, c5);
    for (int level = 0; level < 4; level++) {
      int cell = 256 >> (2 + level);
      var field = ReceptiveField.of(network, "C" + (2 + level), IMAGE, cell, cell);
      assertEquals(expected.get(level), field.height());
      assertEquals(expected.get(level), field.width());
      assertEquals(256, (field.top() + field.bottom()) / 2);
    }
  }

  private static Network pyramid(Neck neck) {
    var backbone = Family.RESNET18.backbone();
    var graph = new Graph();
    List<Neck.Stage> stages = new ArrayList<>();
    backbone
        .network(Allocation.parse("2-2-2-2"), graph, Sharing.ALONE)
        .outputs()
        .values()
        .forEach(node ->
            stages.add(new Neck.Stage(backbone.layout().levels().get(stages.size()), node)));
    return new Network(neck.levels(graph, stages));
  }

  @Test
  void theFinestLevelOfAPyramidReadsWhatTheCoarsestDoes() {
    Network network = pyramid(new Fpn(16, 2, Fpn.Extra.POOL));
    // P5 is a 3x3 on C5; that of P2 reads cells 63 to 65, which hang on the cells 7 and 8 of C5.
    assertEquals(435 + 2 * 32, ReceptiveField.of(network, "P5", IMAGE, 8, 8).height());
    assertEquals(435 + 32, ReceptiveField.of(network, "P2", IMAGE, 64, 64).height());
  }

  @Test
  void globalAttentionReadsTheWholeImageFromItsCorner() {
    ReceptiveField field = ReceptiveField.of(pyramid(new NasFpn(16, 3)), "P3", IMAGE, 0, 0);
    assertTrue(field.top() <= 0 && field.left() <= 0, field::toString);
    assertTrue(field.bottom() >= 511 && field.right() >= 511, field::toString);
  }

  @Test
  void anOutputThatIsNotThereIsRefused() {
    Network network = pyramid(new Fpn(16, 2, Fpn.Extra.POOL));
    assertThrows(
        IllegalArgumentException.class, () -> ReceptiveField.of(network, "P9", IMAGE, 0, 0));
  }
}
