package io.crnas.spaces.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.Cost.Metric;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.network.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostsTest {
  private static final ImageSize PAPER = new ImageSize(800, 1088);

  /** Table 1 of the paper: GFLOPs of Faster R-CNN with FPN on COCO, RoIAlign apart. */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 2-2-2-2, 147.7",
    "resnet50, 3-4-6-3, 192.5",
    "resnet50, 3-4-23-3, 257.3",
  })
  void thePapersDetectorCostsAreReproduced(String family, String allocation, double giga) {
    var detector =
        new FasterRcnn(256, 1024, 80, List.of(32, 64, 128, 256, 512), List.of(.5, 1., 2.));
    Backbone backbone = family.equals("resnet18") ? ResNet.resnet18(64) : ResNet.resnet50(64);

    Cost cost =
        detector.operations(backbone, Allocation.parse(allocation), PAPER, Convention.THOP, 1000);

    assertEquals(giga, cost.giga(), 0.25, cost.toString());
  }

  /** The well-known numbers of multiply-accumulates without the classifier. */
  @ParameterizedTest
  @CsvSource({"resnet18, 1813561344", "resnet50, 4087136256"})
  void backbonesCostWhatIsKnownOfThemAt224(String family, long expected) {
    ResNet backbone = family.equals("resnet18") ? ResNet.resnet18(64) : ResNet.resnet50(64);
    var network = backbone.network(Allocation.of(backbone.baseline()));

    assertEquals(expected, Costs.operations(network, new Shape(3, 224, 224), Convention.MAC));
  }

  @ParameterizedTest
  @CsvSource({"1-1-2-4, 2-2-2-2", "1-2-3-2, 5-1-1-1"})
  void aBlockCostsTheSameMultiplicationsInEveryStage(String one, String other) {
    assertEquals(operations(one, Convention.MAC), operations(other, Convention.MAC));
  }

  @Test
  void dilationIsFree() {
    assertEquals(
        operations("2-2-2-2", Convention.THOP), operations("2-2-2-2/12.33.21.13", Convention.THOP));
  }

  @Test
  void aBudgetAllowsWhatIsWithinItsToleranceAndRefusesOtherUnits() {
    Cost target = cost(1000, Convention.MAC);
    Budget budget = new Budget(target, 0.01);

    assertTrue(budget.allows(cost(990, Convention.MAC)));
    assertTrue(budget.allows(cost(1010, Convention.MAC)));
    assertFalse(budget.allows(cost(989, Convention.MAC)));
    assertFalse(budget.allows(cost(1011, Convention.MAC)));
    assertThrows(IllegalArgumentException.class, () -> budget.allows(cost(1000, Convention.THOP)));
    assertThrows(IllegalArgumentException.class, () -> new Budget(target, Double.NaN));
  }

  private static Cost cost(long value, Convention convention) {
    return new Cost(value, Metric.MACS, convention, Scope.BACKBONE, PAPER);
  }

  private static long operations(String allocation, Convention convention) {
    var backbone = new ResNet("small", ResNet.Block.BASIC, 16, StageAllocation.of(1, 1, 1, 1));
    return Costs.operations(
        backbone.network(Allocation.parse(allocation)), new Shape(3, 128, 192), convention);
  }
}
