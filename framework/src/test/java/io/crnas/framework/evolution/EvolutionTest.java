package io.crnas.framework.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.search.FunctionScores;
import io.crnas.framework.search.Landscape;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import io.crnas.framework.space.Remaining;
import io.crnas.framework.space.Sets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvolutionTest {
  private static final EvolutionSettings SETTINGS = EvolutionSettings.defaults();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOptimumOfAKnownFunctionIsFound(long seed) throws InterruptedException {
    Level<Choices> level = Levels.stages(33);
    Choices target = Choices.of(1, 2, 7, 6);
    assertTrue(level.feasible().contains(target));
    List<Choices> asked = asked(level, SETTINGS, seed, choices -> Sets.kept(choices, target));
    assertTrue(asked.contains(target), "not among " + asked.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void evolutionBeatsRandomSamplingOfAsManyCandidates(boolean stages) throws InterruptedException {
    Level<Choices> level = stages ? Levels.stages(33) : Levels.dilations(16);
    var random = new Random(1);
    int wins = 0;
    int losses = 0;
    for (int trial = 0; trial < 100; trial++) {
      ToDoubleFunction<Choices> function =
          stages
              ? Landscape.rugged(level.feasible().sample(random), trial)
              : Landscape.paired(16, trial);
      List<Choices> evolved = asked(level, SETTINGS, trial, function);
      double found = best(evolved, function);
      double drawn = best(drawn(level.feasible(), evolved.size(), random), function);
      wins += found > drawn ? 1 : 0;
      losses += found < drawn ? 1 : 0;
    }
    double p =
        new BinomialTest()
            .binomialTest(wins + losses, wins, 0.5, AlternativeHypothesis.GREATER_THAN);
    assertTrue(p < 1e-6, wins + " wins, " + losses + " losses, p = " + p);
  }

  @Test
  void theSameSeedAsksTheSameAndAnotherSeedDoesNot() throws InterruptedException {
    Level<Choices> level = Levels.dilations(33);
    ToDoubleFunction<Choices> function = Landscape.paired(33, 1);
    List<Choices> first = asked(level, SETTINGS, 1, function);
    assertEquals(first, asked(level, SETTINGS, 1, function));
    assertNotEquals(first, asked(level, SETTINGS, 2, function));
  }

  @Test
  void onlyFeasibleCandidatesAreAskedForWhateverTheProblem() throws InterruptedException {
    var random = new Random(2);
    int searched = 0;
    int aged = 0;
    while (searched < 300) {
      FeasibleSet set = Sets.random(random).set();
      if (set.isEmpty()) {
        continue;
      }
      searched++;
      int population = random.nextInt(2, 12);
      EvolutionSettings settings = settings(population, random);
      Level<Choices> level = Levels.of(set);
      List<List<Choices>> batches = batches(level, settings, searched, choices -> choices.get(0));
      int children = population - settings.survivors();
      for (List<Choices> batch : batches) {
        batch.forEach(choices -> assertTrue(set.contains(choices), choices::toString));
      }
      aged += batches.stream().skip(1).anyMatch(batch -> batch.size() > children) ? 1 : 0;
    }
    assertTrue(aged > 20, "elites grew too old in " + aged + " searches");
  }

  private static EvolutionSettings settings(int population, Random random) {
    double offspring = random.nextDouble(0.01, 1);
    int survivors = EvolutionSettings.survivors(population, offspring);
    List<Selection> selections =
        List.of(
            new Selection.Tournament(random.nextInt(2, population + 1)),
            new Selection.Truncation(random.nextInt(1, population + 1)),
            new Selection.LinearRank());
    var breeding =
        new Breeding(
            List.of(Crossover.values()).get(random.nextInt(3)),
            random.nextDouble(),
            random.nextDouble(),
            random.nextDouble());
    return new EvolutionSettings(
        population,
        random.nextInt(30),
        offspring,
        random.nextInt(1, survivors + 1),
        selections.get(random.nextInt(3)),
        breeding,
        random.nextInt(1, 4));
  }

  @Test
  void stagesUnderABudgetAreFeasibleWithEverySeed() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    for (long seed = 0; seed < 50; seed++) {
      List<Choices> asked = asked(level, SETTINGS, seed, choices -> choices.get(3));
      asked.forEach(choices -> assertEquals(16, level.feasible().cost(choices)));
    }
  }

  @Test
  void aLevelSmallerThanThePopulationIsScoredWholeAndDone() throws InterruptedException {
    Level<Choices> level = Levels.stages(8);
    List<List<Choices>> batches = batches(level, SETTINGS, 1, choices -> 1);
    assertEquals(1, batches.size());
    assertEquals(9, batches.getFirst().size());
    assertEquals(Set.copyOf(level.feasible().stream().toList()), Set.copyOf(batches.getFirst()));
    assertEquals(9, new Evolution(SETTINGS).evaluations(level));
  }

  @Test
  void aSearchOfASmallLevelEndsWhenAllOfItIsScoredOnce() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    EvolutionSettings settings = SETTINGS.withSize(20, 1000);
    List<Choices> asked = asked(level, settings, 1, choices -> choices.get(0));
    assertEquals(153, new HashSet<>(asked).size());
    assertTrue(asked.size() <= 153 + 10, asked.size() + " asked");
  }

  @Test
  void eachGenerationAsksForAsManyNewCandidatesAsThereIsRoomFor() throws InterruptedException {
    Level<Choices> level = Levels.dilations(33);
    List<List<Choices>> batches = batches(level, SETTINGS, 1, Landscape.paired(33, 1));
    assertEquals(SETTINGS.generations() + 1, batches.size());
    List<Choices> asked = batches.stream().flatMap(List::stream).toList();
    assertEquals(new Evolution(SETTINGS).evaluations(level), asked.size());
    assertEquals(asked.size(), new HashSet<>(asked).size());
    assertEquals(20, batches.getFirst().size());
  }

  @Test
  void theBaselineIsAskedForFirst() throws InterruptedException {
    Level<Choices> level = Levels.dilations(33);
    for (long seed = 0; seed < 10; seed++) {
      assertEquals(level.baseline(), asked(level, SETTINGS, seed, choices -> 1).getFirst());
    }
  }

  @Test
  void aSearchInWhichNothingIsScoredEnds() throws InterruptedException {
    List<Choices> asked =
        asked(Levels.dilations(5), SETTINGS, 1, choices -> Double.NEGATIVE_INFINITY);
    assertEquals(120, asked.size());
  }

  @Test
  void anInterruptPassesThroughAsItWas() {
    var interruption = new InterruptedException("stop");
    int[] batches = {0};
    FunctionScores scores =
        batch -> {
          if (++batches[0] == 3) {
            throw interruption;
          }
          return new double[batch.size()];
        };
    var caught =
        assertThrows(
            InterruptedException.class,
            () -> new Evolution(SETTINGS).search(Levels.dilations(9), 1, scores));
    assertEquals(interruption, caught);
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void whatTheEvaluatorThrowsPassesThroughAsItWas() {
    var thrown = new UnsupportedOperationException("no such operator");
    FunctionScores scores =
        batch -> {
          if (batch.size() < 20) {
            throw thrown;
          }
          return new double[batch.size()];
        };
    var caught =
        assertThrows(
            UnsupportedOperationException.class,
            () -> new Evolution(SETTINGS).search(Levels.dilations(9), 1, scores));
    assertEquals(thrown, caught);
  }

  private static List<List<Choices>> batches(
      Level<Choices> level,
      EvolutionSettings settings,
      long seed,
      ToDoubleFunction<Choices> function)
      throws InterruptedException {
    var batches = new ArrayList<List<Choices>>();
    new Evolution(settings)
        .search(
            level,
            seed,
            (FunctionScores)
                batch -> {
                  batches.add(batch);
                  return batch.stream().mapToDouble(function).toArray();
                });
    return batches;
  }

  private static List<Choices> asked(
      Level<Choices> level,
      EvolutionSettings settings,
      long seed,
      ToDoubleFunction<Choices> function)
      throws InterruptedException {
    return batches(level, settings, seed, function).stream().flatMap(List::stream).toList();
  }

  private static List<Choices> drawn(FeasibleSet set, int count, Random random) {
    var remaining = new Remaining(set);
    var drawn = new ArrayList<Choices>();
    for (int i = 0; i < count; i++) {
      drawn.add(remaining.draw(random));
    }
    return drawn;
  }

  private static double best(List<Choices> asked, ToDoubleFunction<Choices> function) {
    return asked.stream().map(function::applyAsDouble).max(Comparator.naturalOrder()).orElseThrow();
  }
}
