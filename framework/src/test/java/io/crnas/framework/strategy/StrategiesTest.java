package io.crnas.framework.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.search.Landscape;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrategiesTest {

  @Test
  void exhaustiveAsksForEveryCandidateOnceAndTheBaselineFirst() throws InterruptedException {
    Level<Choices> level = Levels.stages(16, Choices.of(2, 3, 3, 1));
    List<Choices> asked = asked(new Exhaustive(153), level, 1);
    assertEquals(level.baseline(), asked.getFirst());
    assertEquals(153, asked.size());
    assertEquals(Set.copyOf(level.feasible().stream().toList()), Set.copyOf(asked));
    assertEquals(153, new Exhaustive(153).evaluations(level));
  }

  @Test
  void exhaustiveRefusesALevelBeyondItsLimit() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> new Exhaustive(100_000).evaluations(Levels.dilations(16)));
    assertEquals("level spatial", refused.problems().getFirst().where());
    assertTrue(refused.toString().contains("43,046,721 candidates"), refused::toString);
    assertThrows(
        InvalidInputException.class, () -> asked(new Exhaustive(100_000), Levels.dilations(16), 1));
  }

  @Test
  void randomSearchAsksForTheBaselineAndDifferentOthers() throws InterruptedException {
    Level<Choices> level = Levels.dilations(16);
    List<Choices> asked = asked(new RandomSearch(100), level, 1);
    assertEquals(level.baseline(), asked.getFirst());
    assertEquals(100, new HashSet<>(asked).size());
    assertEquals(100, asked.size());
    assertEquals(asked, asked(new RandomSearch(100), level, 1));
    assertNotEquals(asked, asked(new RandomSearch(100), level, 2));
    assertEquals(asked.subList(0, 10), asked(new RandomSearch(10), level, 1));
    assertEquals(9, asked(new RandomSearch(100), Levels.stages(8), 1).size());
  }

  @Test
  void greedyFindsTheBestOfAFunctionThatIsASumOverTheGenes() throws InterruptedException {
    Level<Choices> level = Levels.dilations(12);
    var weights = new Random(3).doubles(36, -1, 1).toArray();
    ToDoubleFunction<Choices> sum =
        choices -> IntStream.range(0, 12).mapToDouble(g -> weights[3 * g + choices.get(g)]).sum();
    var best = IntStream.range(0, 12).map(g -> argmax(weights, g)).toArray();
    // With many completions the rest of the genes averages out.
    List<Choices> asked = batches(new Greedy(3, 400), level, 1, sum).getLast();
    Choices found = asked.stream().max(Comparator.comparingDouble(sum)).orElseThrow();
    assertEquals(Choices.of(best), found);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void greedyExtendsTheBestPrefixesByEveryFeasibleChoice(int keep) throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    ToDoubleFunction<Choices> function = Landscape.rugged(Choices.of(1, 2, 3, 4), 5);
    var recorded = new Recorded(function);
    var greedy = new Greedy(keep, 4);
    greedy.search(level, 9, recorded);
    assertEquals(List.of(List.of(level.baseline())), recorded.groups.getFirst());
    assertEquals(1 + 4, recorded.groups.size());
    List<Choices> kept = List.of(Choices.of());
    for (int gene = 0; gene < 4; gene++) {
      List<List<Choices>> groups = recorded.groups.get(gene + 1);
      int length = gene + 1;
      List<Choices> prefixes = new ArrayList<>();
      for (List<Choices> group : groups) {
        Choices prefix = group.getFirst().prefix(length);
        assertTrue(group.stream().allMatch(c -> c.prefix(length).equals(prefix)));
        assertTrue(group.stream().allMatch(level.feasible()::contains));
        long count = level.feasible().completions(prefix).longValueExact();
        assertEquals(Math.min(4, count), new HashSet<>(group).size());
        assertEquals(Math.min(4, count), group.size());
        prefixes.add(prefix);
      }
      List<Choices> expected =
          kept.stream()
              .flatMap(prefix ->
                  IntStream.range(0, 10)
                      .mapToObj(prefix::followedBy)
                      .filter(longer -> level.feasible().completions(longer).signum() > 0))
              .toList();
      assertEquals(expected, prefixes);
      double[] scores = recorded.answers.get(gene + 1);
      kept =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
              .limit(keep)
              .map(prefixes::get)
              .toList();
    }
    long asked = recorded.groups.stream().mapToLong(List::size).sum();
    assertTrue(asked <= greedy.evaluations(level), asked + " asked");
  }

  @Test
  void greedyThatTakesAllHasACompletionForEachMiniBatch() throws InterruptedException {
    Level<Choices> level = Levels.dilations(6);
    var all = new Recorded(choices -> choices.get(0), OptionalInt.of(20));
    new Greedy(2, OptionalInt.empty()).search(level, 1, all);
    var twenty = new Recorded(choices -> choices.get(0));
    new Greedy(2, 20).search(level, 1, twenty);
    assertEquals(twenty.groups, all.groups);
    assertEquals(20, all.groups.get(1).getFirst().size());
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> new Greedy(2, OptionalInt.empty()).search(level, 1, new Recorded(_ -> 1)));
    assertEquals("level spatial, completions", refused.problems().getFirst().where());
  }

  @Test
  void greedyThatKeepsEveryPrefixScoresEveryCandidate() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    List<Choices> last = batches(new Greedy(1000, 2), level, 1, choices -> 1).getLast();
    assertEquals(level.feasible().stream().toList(), last);
  }

  @Test
  void greedyBreaksTiesByOrder() throws InterruptedException {
    Level<Choices> level = Levels.dilations(4);
    List<Choices> last = batches(new Greedy(2, 3), level, 1, choices -> 1).getLast();
    assertEquals(
        List.of("0-0-0-0", "0-0-0-1", "0-0-0-2", "0-0-1-0", "0-0-1-1", "0-0-1-2"),
        last.stream().map(Choices::toString).toList());
  }

  @Test
  void greedyGoesOnWhereNothingCouldBeScored() throws InterruptedException {
    Level<Choices> level = Levels.dilations(5);
    List<Choices> last =
        batches(new Greedy(2, 2), level, 1, choices -> Double.NEGATIVE_INFINITY).getLast();
    assertEquals(6, last.size());
  }

  @Test
  void settingsOutOfRangeAreReportedAtOnce() {
    var refused = assertThrows(InvalidInputException.class, () -> new Greedy(0, 20_000));
    assertEquals(
        List.of("keep", "completions"), refused.problems().stream().map(Problem::where).toList());
    assertThrows(InvalidInputException.class, () -> new RandomSearch(0));
    assertThrows(InvalidInputException.class, () -> new Exhaustive(0));
  }

  private static int argmax(double[] weights, int gene) {
    return IntStream.range(0, 3)
        .boxed()
        .max(Comparator.comparingDouble(choice -> weights[3 * gene + choice]))
        .orElseThrow();
  }

  /** Groups scored by the mean of a function, and what was said. */
  private static final class Recorded implements Scores {
    private final ToDoubleFunction<Choices> function;
    private final OptionalInt miniBatches;
    private final List<List<List<Choices>>> groups = new ArrayList<>();
    private final List<double[]> answers = new ArrayList<>();

    Recorded(ToDoubleFunction<Choices> function) {
      this(function, OptionalInt.empty());
    }

    Recorded(ToDoubleFunction<Choices> function, OptionalInt miniBatches) {
      this.function = function;
      this.miniBatches = miniBatches;
    }

    @Override
    public double[] of(List<Choices> batch) {
      return together(batch.stream().map(List::of).toList());
    }

    @Override
    public List<Evaluation> evaluations(List<Choices> batch) {
      throw new AssertionError("scores are enough");
    }

    @Override
    public OptionalInt miniBatches() {
      return miniBatches;
    }

    @Override
    public double[] together(List<List<Choices>> asked) {
      groups.add(asked);
      double[] means =
          asked.stream()
              .mapToDouble(group -> group.stream().mapToDouble(function).average().orElseThrow())
              .toArray();
      answers.add(means);
      return means;
    }
  }

  private static List<List<Choices>> batches(
      Strategy strategy, Level<Choices> level, long seed, ToDoubleFunction<Choices> function)
      throws InterruptedException {
    var recorded = new Recorded(function);
    strategy.search(level, seed, recorded);
    return recorded.groups.stream()
        .map(batch -> batch.stream().flatMap(List::stream).toList())
        .toList();
  }

  private static List<Choices> asked(Strategy strategy, Level<Choices> level, long seed)
      throws InterruptedException {
    return batches(strategy, level, seed, choices -> choices.get(0)).stream()
        .flatMap(List::stream)
        .toList();
  }
}
