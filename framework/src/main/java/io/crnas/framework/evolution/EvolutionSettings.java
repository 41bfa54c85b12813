package io.crnas.framework.evolution;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;

/**
 * How an evolution proceeds.
 *
 * @param population candidates alive at a time, in [2, 10000]; the first ones are drawn uniformly
 *     and without repetition. Default 20
 * @param generations how often new candidates are bred after the first population, in [0, 100000].
 *     Default 10
 * @param tournament how many are drawn to find one parent, the best of them, in [2, population]:
 *     the more, the harder it presses towards the best. Default 3
 * @param elites how many of the best live on as they are, in [1, population - 1]; the others make
 *     room for new candidates. Default 10
 * @param crossover the probability that a parent exchanges genes with another, in [0, 1]. Default
 *     0.8
 * @param mutation the probability that a gene is drawn anew, in [0, 1]. Default 0.05
 * @param maximumAge for how many generations an elite may live before another candidate takes its
 *     place, in [1, 1000000]; the result of the search is the best ever scored, alive or not.
 *     Default 1000
 */
public record EvolutionSettings(
    int population,
    int generations,
    int tournament,
    int elites,
    double crossover,
    double mutation,
    int maximumAge) {

  /** Reports every value out of range at once as an {@link InvalidInputException}. */
  public EvolutionSettings {
    var problems = new Problems();
    check(problems, "population", population, 2, 10_000);
    check(problems, "generations", generations, 0, 100_000);
    check(problems, "tournament", tournament, 2, Math.max(2, population));
    check(problems, "elites", elites, 1, Math.max(1, population - 1));
    check(problems, "crossover", crossover);
    check(problems, "mutation", mutation);
    check(problems, "maximumAge", maximumAge, 1, 1_000_000);
    problems.throwIfAny();
  }

  /** The defaults named above. */
  public static EvolutionSettings defaults() {
    return new EvolutionSettings(20, 10, 3, 10, 0.8, 0.05, 1000);
  }

  /** The same settings but for the size of the search. */
  public EvolutionSettings withSize(int newPopulation, int newGenerations) {
    return new EvolutionSettings(
        newPopulation, newGenerations, tournament, elites, crossover, mutation, maximumAge);
  }

  private static void check(Problems problems, String name, int value, int least, int most) {
    if (value < least || value > most) {
      problems.add(name, String.valueOf(value), "a whole number in [" + least + ", " + most + "]");
    }
  }

  private static void check(Problems problems, String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      problems.add(name, String.valueOf(value), "a probability in [0, 1]");
    }
  }
}
