package io.crnas.spaces.level;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.ResNet;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost.Convention;
import io.crnas.spaces.cost.CostModel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DilationRuleTest {

  /** The first two are the examples of the paper, section 3.2. */
  @ParameterizedTest
  @CsvSource({
    "1 2 5, true",
    "1 2 9, false",
    "1 1 1 1, true",
    "2 2 2, false",
    "2 4 8, false",
    "1 2 3, true",
    "3 2 1, true",
    "3 3 1, false",
    "1 3 3, true",
    "1 4, false",
    "4 1, true",
    "2, true",
    "9, true",
  })
  void hybridDilatedConvolutionIsAsInItsPaper(String dilations, boolean allowed) {
    assertEquals(allowed, DilationRule.HDC.allows(numbers(dilations)));
    assertTrue(DilationRule.ANY.allows(numbers(dilations)));
  }

  private static List<Integer> numbers(String text) {
    return List.of(text.split(" ")).stream().map(Integer::valueOf).toList();
  }

  @Test
  void theAutomatonAllowsWhatTheDefinitionDoes() {
    List<Integer> dilations = List.of(5, 1, 2, 3, 9);
    var states = new StageStates(DilationRule.HDC, dilations);
    int allowed = 0;
    for (int length = 1; length <= 6; length++) {
      for (int code = 0; code < Math.pow(5, length); code++) {
        List<Integer> read = new ArrayList<>();
        int state = 0;
        for (int block = 0, rest = code; block < length; block++, rest /= 5) {
          read.add(dilations.get(rest % 5));
          state = states.next(state, rest % 5);
        }
        assertEquals(DilationRule.HDC.allows(read), states.ends(state), read::toString);
        allowed += states.ends(state) ? 1 : 0;
      }
    }
    assertTrue(allowed > 1_000 && allowed < 15_000, allowed + " allowed");
    assertTrue(states.count() < 200, states.count() + " states");
  }

  private static Level<Allocation> spatial(StageAllocation stages, List<Integer> dilations) {
    CostModel costs =
        CostModel.operations(ResNet.resnet50(8), new ImageSize(64, 64), Convention.MAC);
    var budget = new Budget(costs.cost(Allocation.of(stages)), 0);
    return Levels.spatial(stages, dilations, DilationRule.HDC, costs, budget);
  }

  @Test
  void itIsCountedAndSampledExactly() {
    Level<Allocation> level = spatial(StageAllocation.of(1, 2, 3, 1), List.of(1, 2, 3));
    List<Integer> all = List.of(1, 2, 3);
    long two =
        all.stream()
            .flatMap(a -> all.stream().map(b -> List.of(a, b)))
            .filter(DilationRule.HDC::allows)
            .count();
    long three =
        all.stream()
            .flatMap(a -> all.stream().flatMap(b -> all.stream().map(c -> List.of(a, b, c))))
            .filter(DilationRule.HDC::allows)
            .count();
    assertEquals(BigInteger.valueOf(3 * two * three * 3), level.feasible().count());
    assertTrue(two < 9 && three < 27, two + " and " + three);

    List<Allocation> candidates = level.feasible().stream().map(level::decode).toList();
    Map<Allocation, Integer> place = new HashMap<>();
    candidates.forEach(one -> place.put(one, place.size()));
    long[] observed = new long[candidates.size()];
    var random = new Random(2);
    for (int i = 0; i < 30 * observed.length; i++) {
      Allocation drawn = level.decode(level.feasible().sample(random));
      observed[place.getOrDefault(drawn, -1)]++;
    }
    double[] expected = IntStream.range(0, observed.length).mapToDouble(_ -> 30).toArray();
    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void dilationsThatNeverGoTogetherAreRefused() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> spatial(StageAllocation.of(1, 2, 1, 1), List.of(2, 4)));
    assertEquals("space.dilations", refused.problems().getFirst().where());
    assertEquals(
        BigInteger.valueOf(16),
        spatial(StageAllocation.of(1, 1, 1, 1), List.of(2, 4)).feasible().count());
  }
}
