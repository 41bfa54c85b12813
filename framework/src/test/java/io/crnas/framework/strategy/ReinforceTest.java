package io.crnas.framework.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.search.FunctionScores;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReinforceTest {
  private static List<Choices> drawn(
      Reinforce strategy, Level<Choices> level, long seed, ToDoubleFunction<Choices> function)
      throws InterruptedException {
    List<Choices> drawn = new ArrayList<>();
    FunctionScores scores =
        batch -> {
          drawn.addAll(batch);
          return batch.stream().mapToDouble(function).toArray();
        };
    strategy.search(level, seed, scores);
    return drawn;
  }

  private static ToDoubleFunction<Choices> sum(int genes, long seed) {
    double[] weights = new Random(seed).doubles(3L * genes, -1, 1).toArray();
    return choices ->
        IntStream.range(0, genes).mapToDouble(gene -> weights[3 * gene + choices.get(gene)]).sum();
  }

  @Test
  void whatItDrawsBecomesBetterAndStaysSoWhateverTheScaleOfScores() throws InterruptedException {
    Level<Choices> level = Levels.dilations(16);
    ToDoubleFunction<Choices> sum = sum(16, 3);
    for (double scale : List.of(1e-3, 1.0, 1e3)) {
      List<Choices> drawn =
          drawn(
              new Reinforce(1_000, 10, 0.1, 0, 0.9),
              level,
              1,
              choices -> scale * sum.applyAsDouble(choices));
      double first = mean(drawn.subList(0, 100), sum);
      double last = mean(drawn.subList(900, 1_000), sum);
      // Of a uniform draw the standard deviation is about 2.
      assertTrue(last > first + 4, first + " at first, " + last + " at last, times " + scale);
    }
  }

  private static double mean(List<Choices> drawn, ToDoubleFunction<Choices> function) {
    return drawn.stream().mapToDouble(function).average().orElseThrow();
  }

  /** With no difference between scores, and no reward for chance, it stays uniform. */
  @Test
  void equalScoresTeachNothing() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    List<Choices> drawn = drawn(new Reinforce(3_000, 10, 0.1, 0, 0.9), level, 1, _ -> 0.4);
    assertEquals(153, new HashSet<>(drawn).size());
    assertEquals(level.baseline(), drawn.getFirst());
  }

  @Test
  void aRewardForChanceKeepsItFromSettling() throws InterruptedException {
    Level<Choices> level = Levels.dilations(12);
    ToDoubleFunction<Choices> sum = sum(12, 5);
    int settled = new HashSet<>(drawn(new Reinforce(900, 10, 0.2, 0, 0.9), level, 1, sum)).size();
    int open = new HashSet<>(drawn(new Reinforce(900, 10, 0.2, 1, 0.9), level, 1, sum)).size();
    assertTrue(open > 1.2 * settled, settled + " without, " + open + " with it");
  }

  @Test
  void failuresTeachNothingAndOneEvaluationIsTheBaseline() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    var strategy = new Reinforce(40, 7, 0.1, 0, 0.9);
    assertEquals(40, drawn(strategy, level, 1, _ -> Double.NEGATIVE_INFINITY).size());
    assertEquals(
        List.of(level.baseline()), drawn(new Reinforce(1, 7, 0.1, 0, 0.9), level, 1, _ -> 1));
  }

  @Test
  void settingsOutOfRangeAreReportedAtOnce() {
    var refused =
        assertThrows(InvalidInputException.class, () -> new Reinforce(0, 0, 0, Double.NaN, 1));
    assertEquals(
        List.of("evaluations", "batch", "learning-rate", "entropy", "decay"),
        refused.problems().stream().map(Problem::where).toList());
  }
}
