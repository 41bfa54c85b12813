package io.crnas.framework.surrogate;

import static io.crnas.framework.search.FunctionScores.asked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.search.Landscape;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import io.crnas.framework.strategy.RandomSearch;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SurrogateSearchTest {

  private static double best(
      Strategy strategy,
      Level<Choices> level,
      long seed,
      ToDoubleFunction<Choices> noisy,
      ToDoubleFunction<Choices> truth)
      throws InterruptedException {
    return asked(strategy, level, seed, noisy).stream()
        .flatMap(List::stream)
        .mapToDouble(truth)
        .max()
        .orElseThrow();
  }

  /** 531,441 candidates, of which a score tells the truth but for noise. */
  @Test
  void itFindsBetterOnesThanAsManyDrawnAtRandom() throws InterruptedException {
    Level<Choices> level = Levels.dilations(12);
    int better = 0;
    for (int seed = 1; seed <= 8; seed++) {
      ToDoubleFunction<Choices> truth = Landscape.paired(12, seed);
      ToDoubleFunction<Choices> noisy =
          choices -> truth.applyAsDouble(choices) + new Random(choices.hashCode()).nextGaussian();
      double surrogate = best(new SurrogateSearch(16, 64, 8), level, seed, noisy, truth);
      better += surrogate > best(new RandomSearch(64), level, seed, noisy, truth) ? 1 : 0;
    }
    assertTrue(better >= 7, better + " of 8");
  }

  @Test
  void itDrawsTheFirstAndThenAsksInBatches() throws InterruptedException {
    List<List<Choices>> asked =
        asked(
            new SurrogateSearch(10, 33, 5),
            Levels.stages(16),
            3,
            Landscape.rugged(Choices.of(1, 2, 3, 4), 5));
    assertEquals(List.of(10, 5, 5, 5, 5, 3), asked.stream().map(List::size).toList());
  }

  @Test
  void aLevelThatHasFewerIsScoredWhole() throws InterruptedException {
    Level<Choices> level = Levels.stages(8);
    List<Choices> asked =
        asked(new SurrogateSearch(4, 100, 3), level, 1, choices -> choices.get(0)).stream()
            .flatMap(List::stream)
            .toList();
    assertEquals(new HashSet<>(level.feasible().stream().toList()), new HashSet<>(asked));
    assertEquals(level.feasible().count().intValue(), asked.size());
  }

  @Test
  void whereNothingCouldBeScoredItGoesOnDrawing() throws InterruptedException {
    List<Choices> asked =
        asked(new SurrogateSearch(5, 30, 5), Levels.dilations(16), 1, _ -> Double.NEGATIVE_INFINITY)
            .stream()
            .flatMap(List::stream)
            .toList();
    assertEquals(30, new HashSet<>(asked).size());
  }

  @Test
  void settingsOutOfRangeAreReportedAtOnce() {
    var refused = assertThrows(InvalidInputException.class, () -> new SurrogateSearch(1, 0, 0));
    assertEquals(
        List.of("first", "evaluations", "batch"),
        refused.problems().stream().map(Problem::where).toList());
  }
}
