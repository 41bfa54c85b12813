package io.crnas.spaces.level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.detector.FasterRcnn;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelsTest {
  private static final ImageSize SIZE = new ImageSize(128, 192);

  /** The paper's stage sets hold 9, 153 and 374 allocations of 8, 16 and 33 blocks. */
  @ParameterizedTest
  @CsvSource({"2-2-2-2, 9", "3-4-6-3, 153", "3-4-23-3, 374"})
  void thePapersSetsHaveSoManyCandidatesAtTheBaselinesCost(String baseline, long count) {
    StageAllocation stages = StageAllocation.parse(baseline);
    CostModel costs = CostModel.operations(ResNet.resnet50(8), SIZE, Convention.MAC);
    var level =
        Levels.stage(
            ResNet.resnet50(8).stageSets(),
            stages,
            costs,
            new Budget(costs.cost(Allocation.of(stages)), 0));

    assertEquals(BigInteger.valueOf(count), level.feasible().count());
    level.feasible().stream()
        .map(level::decode)
        .forEach(allocation -> assertEquals(stages.depth(), allocation.stages().depth()));
  }

  @ParameterizedTest
  @CsvSource({"MAC, 97x131", "THOP, 128x192", "THOP, 97x131"})
  void whatALevelSaysACandidateCostsIsWhatItsNetworkCosts(Convention convention, String size) {
    var detector = new FasterRcnn(16, 32, 3, List.of(8, 16, 32, 64, 128), List.of(.5, 1., 2.));
    ResNet backbone = ResNet.resnet18(8);
    CostModel costs = detector.costModel(backbone, ImageSize.parse(size), convention, 100);
    Cost target = costs.cost(Allocation.of(backbone.baseline()));
    var level =
        Levels.stage(
            List.of(List.of(1, 2, 3), List.of(1, 3), List.of(2, 5), List.of(1, 2, 4)),
            backbone.baseline(),
            costs,
            new Budget(target, 0.4));

    List<Choices> all = level.feasible().stream().toList();
    assertTrue(all.size() > 5, "candidates: " + all.size());
    for (Choices choices : all) {
      assertEquals(costs.cost(level.decode(choices)).value(), level.feasible().cost(choices));
    }
  }

  @Test
  void everyDilationOfEveryBlockIsACandidateOfTheSpatialLevel() {
    Level<Allocation> level = spatial("1-3-1-2");

    assertEquals(BigInteger.valueOf(3 * 27 * 3 * 9), level.feasible().count());
    Allocation one = Allocation.parse("1-3-1-2/2.113.3.21");
    assertEquals(one, level.decode(level.codec().encode(one).orElseThrow()));
    assertEquals(List.of(7), level.chromosomes());
  }

  @Test
  void theBaselineOfTheSpatialLevelIsTheUndilatedNet() {
    assertEquals("1-3-1-2/1.111.1.11", spatial("1-3-1-2").baseline().toString());
  }

  @Test
  void aBudgetThatNothingMeetsIsRefusedWithTheNearestThatHaveCandidates() {
    CostModel costs = CostModel.operations(ResNet.resnet18(8), SIZE, Convention.MAC);
    var sets = List.of(List.of(1, 3), List.of(1, 3), List.of(1, 3), List.of(1, 3));
    var budget = new Budget(costs.cost(Allocation.parse("2-2-2-3")), 0.001);
    long below = costs.cost(Allocation.parse("3-3-1-1")).value();
    long above = costs.cost(Allocation.parse("1-3-3-3")).value();

    var problem =
        assertThrows(
            InvalidInputException.class,
            () -> Levels.stage(sets, StageAllocation.of(2, 2, 2, 3), costs, budget));

    String message = Stream.of(problem.getMessage()).findFirst().orElseThrow();
    assertTrue(message.contains(String.format(Locale.ROOT, "%,d (6 candidates)", below)), message);
    assertTrue(message.contains(String.format(Locale.ROOT, "%,d (4 candidates)", above)), message);
  }

  @Test
  void oneCandidateIsCalledOne() {
    CostModel costs = CostModel.operations(ResNet.resnet18(8), SIZE, Convention.MAC);
    var sets = Collections.nCopies(4, List.of(1));
    var budget = new Budget(costs.cost(Allocation.parse("2-2-2-2")), 0.001);

    var problem =
        assertThrows(
            InvalidInputException.class,
            () -> Levels.stage(sets, StageAllocation.of(2, 2, 2, 2), costs, budget));

    assertTrue(problem.getMessage().endsWith("(1 candidate)"), problem.getMessage());
  }

  private static Level<Allocation> spatial(String stages) {
    StageAllocation blocks = StageAllocation.parse(stages);
    CostModel costs = CostModel.operations(ResNet.resnet18(8), SIZE, Convention.MAC);
    Budget budget = new Budget(costs.cost(Allocation.of(blocks)), 0);
    return Levels.spatial(blocks, List.of(1, 2, 3), costs, budget);
  }
}
