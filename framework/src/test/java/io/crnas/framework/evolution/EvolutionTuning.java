package io.crnas.framework.evolution;

import io.crnas.framework.search.FunctionScores;
import io.crnas.framework.search.Landscape;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What settings of the evolution are worth on made-up landscapes, see {@link
 * EvolutionSettings#defaults}: for each the best of 120 evaluations, in standard deviations of
 * random candidates above their mean, as means over 20 seeds. The best in all come first.
 */
final class EvolutionTuning {
  private static final int EVALUATIONS = 120;
  private static final int POPULATION = 20;
  private static final int SEEDS = 20;
  private static final int DRAWN = 2000;

  private EvolutionTuning() {}

  private record Problem(Level<Choices> level, boolean stages, int blocks) {
    ToDoubleFunction<Choices> function(int seed) {
      return stages
          ? Landscape.rugged(level.feasible().sample(new Random(seed)), seed)
          : Landscape.paired(blocks, seed);
    }
  }

  private record Result(EvolutionSettings settings, List<Double> scores) {
    double sum() {
      return scores.stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    List<Problem> problems =
        List.of(
            new Problem(Levels.stages(16), true, 16),
            new Problem(Levels.stages(33), true, 33),
            new Problem(Levels.dilations(16), false, 16),
            new Problem(Levels.dilations(33), false, 33));
    Stream.Builder<Result> results = Stream.builder();
    for (EvolutionSettings settings : settings()) {
      Double[] scores = new Double[problems.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = score(problems.get(i), settings);
      }
      results.add(new Result(settings, List.of(scores)));
    }
    results
        .build()
        .sorted(Comparator.comparingDouble(Result::sum).reversed())
        .forEach(result ->
            System.out.printf(
                Locale.ROOT,
                "%.2f %.2f %.2f %.2f  offspring %s, %s, %s%n",
                result.scores().get(0),
                result.scores().get(1),
                result.scores().get(2),
                result.scores().get(3),
                result.settings().offspring(),
                result.settings().selection(),
                result.settings().breeding()));
  }

  private static List<EvolutionSettings> settings() {
    return Stream.of(0.5, 0.75, 0.9)
        .flatMap(offspring ->
            Stream.of(2, 3, 4)
                .flatMap(tournament ->
                    Stream.of(0.5, 0.8)
                        .flatMap(crossed ->
                            Stream.of(0.05, 0.1, 0.2)
                                .map(mutation ->
                                    settings(offspring, tournament, crossed, mutation)))))
        .toList();
  }

  private static EvolutionSettings settings(
      double offspring, int tournament, double crossed, double mutation) {
    int survivors = EvolutionSettings.survivors(POPULATION, offspring);
    return new EvolutionSettings(
        POPULATION,
        (EVALUATIONS - POPULATION) / (POPULATION - survivors),
        offspring,
        survivors,
        new Selection.Tournament(tournament),
        new Breeding(Crossover.UNIFORM, crossed, mutation, Breeding.defaults().move()),
        1000);
  }

  private static double score(Problem problem, EvolutionSettings settings)
      throws InterruptedException {
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      ToDoubleFunction<Choices> function = problem.function(seed);
      var random = new Random(99 + seed);
      double[] drawn =
          Stream.generate(() -> problem.level().feasible().sample(random))
              .limit(DRAWN)
              .mapToDouble(function)
              .toArray();
      double mean = Arrays.stream(drawn).average().orElseThrow();
      double variance =
          Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
      sum += (best(problem, settings, seed, function) - mean) / Math.sqrt(variance);
    }
    return sum / SEEDS;
  }

  private static double best(
      Problem problem, EvolutionSettings settings, int seed, ToDoubleFunction<Choices> function)
      throws InterruptedException {
    double[] best = {Double.NEGATIVE_INFINITY};
    new Evolution(settings)
        .search(
            problem.level(),
            seed,
            (FunctionScores)
                batch -> {
                  double[] scores = batch.stream().mapToDouble(function).toArray();
                  best[0] = Math.max(best[0], Arrays.stream(scores).max().orElseThrow());
                  return scores;
                });
    return best[0];
  }
}
