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
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    var detector =
        FasterRcnn.of(16, 32, List.of(8, 16, 32, 64, 128), List.of(.5, 1., 2.)).detector(3);
    ResNet backbone = ResNet.resnet18(8);
    CostModel costs = detector.costModel(backbone, ImageSize.parse(size), convention);
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

  @ParameterizedTest
  @CsvSource({"MAC, 0.0", "MAC, 0.2", "THOP, 0.2"})
  void theJointLevelIsTheStagesWithinTheBudgetTimesTheirDilations(
      Convention convention, double tolerance) {
    ResNet backbone = ResNet.resnet18(8);
    CostModel costs = CostModel.operations(backbone, SIZE, convention);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), tolerance);
    Level<Allocation> level = Levels.joint(SETS, List.of(1, 3), backbone.baseline(), costs, budget);
    Level<Allocation> stage = Levels.stage(SETS, backbone.baseline(), costs, budget);

    Set<Allocation> expected =
        stage.feasible().stream()
            .map(choices -> stage.decode(choices).stages())
            .map(stages -> Levels.spatial(stages, List.of(1, 3), costs, budget))
            .flatMap(spatial -> spatial.feasible().stream().map(spatial::decode))
            .collect(Collectors.toSet());
    List<Choices> all = level.feasible().stream().toList();
    assertTrue(all.size() > 500, all.size() + " candidates");
    assertEquals(expected, all.stream().map(level::decode).collect(Collectors.toSet()));
    assertEquals(expected.size(), all.size());
    for (Choices choices : all) {
      Allocation allocation = level.decode(choices);
      assertEquals(Optional.of(choices), level.codec().encode(allocation));
      assertEquals(costs.cost(allocation).value(), level.feasible().cost(choices));
    }
    assertEquals(Optional.of(Allocation.parse("2-2-2-2")), baseline(level));
  }

  private static final List<List<Integer>> SETS =
      List.of(List.of(1, 2, 3), List.of(3, 2), List.of(1, 2, 5), List.of(1, 2, 4));

  private static Optional<Allocation> baseline(Level<Allocation> level) {
    return level.baselineChoices().map(level::decode);
  }

  @Test
  void theJointLevelOfResNet50IsCountedAndSampledAtOnce() {
    ResNet backbone = ResNet.resnet50(8);
    CostModel costs = CostModel.operations(backbone, SIZE, Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0);
    Level<Allocation> level =
        Levels.joint(backbone.stageSets(), List.of(1, 2, 3), backbone.baseline(), costs, budget);

    BigInteger dilations = BigInteger.valueOf(3).pow(16);
    assertEquals(BigInteger.valueOf(153).multiply(dilations), level.feasible().count());
    var random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Allocation drawn = level.decode(level.feasible().sample(random));
      assertEquals(budget.target().value(), costs.cost(drawn).value());
      Allocation free = level.decode(level.feasible().sampleWithoutBudget(random));
      for (int stage = 0; stage < 4; stage++) {
        int blocks = free.stages().blocks().get(stage);
        assertTrue(backbone.stageSets().get(stage).contains(blocks), free::toString);
      }
    }
  }

  @Test
  void theJointLevelRefusesABudgetThatNothingMeets() {
    CostModel costs = CostModel.operations(ResNet.resnet18(8), SIZE, Convention.MAC);
    var sets = List.of(List.of(1, 3), List.of(1, 3), List.of(1, 3), List.of(1, 3));
    var budget = new Budget(costs.cost(Allocation.parse("2-2-2-3")), 0.001);

    var problem =
        assertThrows(
            InvalidInputException.class,
            () -> Levels.joint(sets, List.of(1, 2), StageAllocation.of(2, 2, 2, 3), costs, budget));

    // 6 and 4 stage allocations, of 8 and 10 blocks with two dilations each.
    String message = problem.toString();
    assertTrue(message.contains("(1,536 candidates)"), message);
    assertTrue(message.contains("(4,096 candidates)"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage", "spatial", "joint"})
  void samplesAreUniform(String name) {
    ResNet backbone = ResNet.resnet18(8);
    CostModel costs = CostModel.operations(backbone, SIZE, Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(backbone.baseline())), 0.2);
    Level<Allocation> level =
        switch (name) {
          case "stage" ->
              Levels.stage(ResNet.resnet18(8).stageSets(), backbone.baseline(), costs, budget);
          case "spatial" ->
              Levels.spatial(StageAllocation.of(1, 2, 1, 2), List.of(1, 2, 3), costs, budget);
          default -> Levels.joint(SETS, List.of(1, 3), backbone.baseline(), costs, budget);
        };
    List<Allocation> all = level.feasible().stream().map(level::decode).toList();
    Map<Allocation, Integer> index = new HashMap<>();
    all.forEach(allocation -> index.put(allocation, index.size()));
    long[] observed = new long[all.size()];
    double[] expected = new double[all.size()];
    Arrays.fill(expected, 30);
    var random = new Random(5);
    for (int i = 0; i < 30 * all.size(); i++) {
      observed[index.get(level.decode(level.feasible().sample(random)))]++;
    }

    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(all.size() > 8 && p > 0.001, all.size() + " candidates, p = " + p);
  }

  private static Level<Allocation> spatial(String stages) {
    StageAllocation blocks = StageAllocation.parse(stages);
    CostModel costs = CostModel.operations(ResNet.resnet18(8), SIZE, Convention.MAC);
    Budget budget = new Budget(costs.cost(Allocation.of(blocks)), 0);
    return Levels.spatial(blocks, List.of(1, 2, 3), costs, budget);
  }
}
