package io.crnas.framework.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.search.Candidate;
import io.crnas.framework.search.Goal;
import io.crnas.framework.search.Outcome;
import io.crnas.framework.search.PlainScores;
import io.crnas.framework.search.Search;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import io.crnas.framework.space.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoTest {
  private static final List<Goal> GOALS = List.of(Goal.maximise("AP"), Goal.minimise(Goal.COST));

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theFrontIsWhatBruteForceLeavesOfAllThatWasScored(long seed) throws Exception {
    var evaluator = new Noisy(seed);
    Outcome<Choices> outcome = search(pareto(20, 8, GOALS), wide(), evaluator, seed);
    List<Candidate<Choices>> scored = evaluator.scored(wide());
    assertTrue(scored.size() < evaluator.asked.size(), "some could not be scored");
    Set<Candidate<Choices>> expected =
        scored.stream()
            .filter(one -> scored.stream().noneMatch(other -> dominates(other, one)))
            .collect(Collectors.toSet());
    assertEquals(expected, Set.copyOf(outcome.front()));
    assertEquals(expected.size(), outcome.front().size());
    assertEquals(outcome.best(), outcome.front().getFirst().candidate());
    for (int i = 1; i < outcome.front().size(); i++) {
      assertTrue(ap(outcome.front().get(i - 1)) >= ap(outcome.front().get(i)));
    }
  }

  @Test
  void whatIsFoundDominatesMoreThanRandomSamplingOfAsManyCandidates() throws Exception {
    Level<Choices> level = wide();
    int better = 0;
    for (int seed = 0; seed < 30; seed++) {
      var evaluator = new Noisy(seed);
      pareto(20, 10, GOALS).search(level, seed, new PlainScores(evaluator));
      var drawn = new Noisy(seed);
      var random = new Random(seed);
      while (drawn.asked.size() < evaluator.asked.size()) {
        drawn.evaluate(List.of(level.feasible().sample(random)));
      }
      better += volume(evaluator.scored(level)) > volume(drawn.scored(level)) ? 1 : 0;
    }
    // One half by chance; 24 of 30 have a probability of 7e-4 then.
    assertTrue(better >= 24, "better in " + better + " of 30");
  }

  @Test
  void aSmallLevelIsScoredWholeAndItsFrontIsTheTrueOne() throws Exception {
    Level<Choices> level = Levels.stages(16);
    var evaluator = new Noisy(7);
    var goals = List.of(Goal.maximise("AP"), Goal.minimise("latency"));
    Outcome<Choices> outcome = search(pareto(20, 1000, goals), level, evaluator, 3);
    assertEquals(Set.copyOf(level.feasible().stream().toList()), new HashSet<>(evaluator.asked));
    assertTrue(outcome.front().size() > 1);
  }

  @Test
  void noCandidateIsAskedForTwiceAndTheBaselineIsTheFirst() throws Exception {
    var evaluator = new Noisy(1);
    var pareto = pareto(20, 8, GOALS);
    search(pareto, wide(), evaluator, 1);
    assertEquals(wide().baseline(), evaluator.asked.getFirst());
    assertEquals(pareto.evaluations(wide()), evaluator.asked.size());
    assertEquals(evaluator.asked.size(), new HashSet<>(evaluator.asked).size());
  }

  @Test
  void aMetricThatIsNotReportedIsNamed() {
    var goals = List.of(Goal.maximise("AP"), Goal.minimise("energy"));
    var wrong =
        assertThrows(
            InvalidInputException.class,
            () -> search(pareto(20, 8, goals), wide(), new Noisy(1), 1));
    assertTrue(wrong.toString().contains("energy"), wrong::toString);
  }

  @Test
  void whereNothingIsScoredTheSearchEndsWithTheReason() {
    var failing =
        new Evaluator<Choices>() {
          @Override
          public String fingerprint() {
            return "failing";
          }

          @Override
          public List<Evaluation> evaluate(List<Choices> candidates) {
            return candidates.stream().map(_ -> (Evaluation) new Evaluation.Failed("no")).toList();
          }

          @Override
          public void close() {}
        };
    assertThrows(
        InvalidInputException.class, () -> search(pareto(10, 4, GOALS), wide(), failing, 1));
  }

  @Test
  void settingsOutOfRangeAreReportedAtOnce() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                new Pareto(
                    1, -1, 0, Breeding.defaults(), List.of(GOALS.get(0), Goal.minimise("AP"))));
    assertEquals(
        List.of("population", "generations", "offspring", "goals"),
        refused.problems().stream().map(Problem::where).toList());
    assertFalse(refused.toString().contains("null"));
  }

  private Outcome<Choices> search(
      Pareto pareto, Level<Choices> level, Evaluator<Choices> evaluator, long seed)
      throws IOException, InterruptedException {
    Path file = directory.resolve("journal " + seed + " " + System.identityHashCode(evaluator));
    try (Journal journal = Journal.open(file)) {
      return new Search<>(level, pareto, evaluator, journal, seed, "AP", Progress.silent()).run();
    }
  }

  private static Pareto pareto(int population, int generations, List<Goal> goals) {
    return new Pareto(population, generations, 0.5, Breeding.defaults(), goals);
  }

  /** Stages of the paper whose costs differ. */
  private static Level<Choices> wide() {
    return Levels.of(new FeasibleSet(Sets.PAPER, 0, 8, 60));
  }

  private static boolean dominates(Candidate<Choices> left, Candidate<Choices> right) {
    return ap(left) >= ap(right)
        && left.cost() <= right.cost()
        && (ap(left) > ap(right) || left.cost() < right.cost());
  }

  private static double ap(Candidate<Choices> candidate) {
    return candidate.evaluation().metric("AP");
  }

  /** The area that the candidates dominate within a cost of 61 and an AP of 0. */
  private static double volume(List<Candidate<Choices>> candidates) {
    double volume = 0;
    for (int cost = 0; cost < 61; cost++) {
      int most = cost;
      volume +=
          candidates.stream()
              .filter(candidate -> candidate.cost() <= most)
              .mapToDouble(ParetoTest::ap)
              .max()
              .orElse(0);
    }
    return volume;
  }

  /** More blocks are better, some more than others, with noise; one in ten can not be scored. */
  private static final class Noisy implements Evaluator<Choices> {
    private final long seed;
    private final List<Choices> asked = new ArrayList<>();
    private final List<Evaluation> answers = new ArrayList<>();

    Noisy(long seed) {
      this.seed = seed;
    }

    List<Candidate<Choices>> scored(Level<Choices> level) {
      var scored = new ArrayList<Candidate<Choices>>();
      for (int i = 0; i < asked.size(); i++) {
        if (answers.get(i) instanceof Evaluation.Scored scores) {
          scored.add(new Candidate<>(asked.get(i), scores, level.feasible().cost(asked.get(i))));
        }
      }
      return scored;
    }

    @Override
    public String fingerprint() {
      return "noisy " + seed;
    }

    @Override
    public List<Evaluation> evaluate(List<Choices> candidates) {
      List<Evaluation> evaluations = candidates.stream().map(this::evaluate).toList();
      asked.addAll(candidates);
      answers.addAll(evaluations);
      return evaluations;
    }

    private Evaluation evaluate(Choices candidate) {
      var noise = new Random(31L * candidate.hashCode() + seed);
      if (noise.nextInt(10) == 0) {
        return new Evaluation.Failed("no memory");
      }
      double ap = 1 + 0.3 * noise.nextDouble();
      for (int gene = 0; gene < 4; gene++) {
        ap += (gene == seed % 4 ? 2 : 0.3) * Math.sqrt(candidate.get(gene));
      }
      double latency = 10 - candidate.get((int) ((seed + 1) % 4)) + noise.nextInt(3);
      return Evaluation.of(Map.of("AP", ap, "latency", latency));
    }

    @Override
    public void close() {}
  }
}
