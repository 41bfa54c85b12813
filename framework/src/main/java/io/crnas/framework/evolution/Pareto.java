package io.crnas.framework.evolution;

import io.crnas.framework.problem.Problems;
import io.crnas.framework.search.Goal;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.jenetics.AnyGene;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.ext.moea.NSGA2Selector;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Gatherers;

/**
 * NSGA-II (Deb et al., A fast and elitist multiobjective genetic algorithm, 2002): those live on
 * that are dominated by the fewest fronts, and among equals those that are the loneliest; parents
 * are the better of two by the same order. What is found is a front: all scored candidates that no
 * scored candidate dominates.
 *
 * <p>Every individual is feasible by construction, and none is scored twice.
 *
 * @param population candidates alive at a time, in [4, 10000]
 * @param generations how often new candidates are bred after the first population, in [0, 100000]
 * @param offspring the share of a population that are new candidates, in (0, 1); one half in the
 *     paper
 * @param breeding how children are made
 * @param goals what is weighed against each other; at least two, of different metrics
 */
public record Pareto(
    int population, int generations, double offspring, Breeding breeding, List<Goal> goals)
    implements Strategy {

  /** Reports every value out of range at once. */
  public Pareto {
    goals = List.copyOf(goals);
    var problems = new Problems();
    if (population < 4 || population > 10_000) {
      problems.add("population", String.valueOf(population), "a whole number in [4, 10000]");
    }
    if (generations < 0 || generations > 100_000) {
      problems.add("generations", String.valueOf(generations), "a whole number in [0, 100000]");
    }
    if (!(offspring > 0 && offspring < 1)) {
      problems.add("offspring", String.valueOf(offspring), "a share in (0, 1)");
    }
    List<String> metrics = goals.stream().map(Goal::metric).toList();
    if (metrics.size() < 2 || new HashSet<>(metrics).size() < metrics.size()) {
      problems.add("goals", metrics.toString(), "at least two, of different metrics");
    }
    problems.throwIfAny();
  }

  @Override
  public long evaluations(Level<?> level) {
    long wanted = population + (long) generations * (population - survivors());
    return level.feasible().countAtMost(wanted);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    var selector = NSGA2Selector.<AnyGene<Choices>, double[], Vec<double[]>>ofVec();
    var rules =
        new Populations.Rules<Vec<double[]>>(
            population, survivors(), selector, tournament(selector), breeding, Integer.MAX_VALUE);
    var fitness = new GoalVectors(level, goals);
    new Populations<Vec<double[]>>(
            level, seed, batch -> fitness.of(batch, scores.evaluations(batch)))
        .breed(generations, rules);
  }

  private int survivors() {
    return EvolutionSettings.survivors(population, offspring);
  }

  /** The better of two individuals drawn uniformly, by the order in which a selector has them. */
  private static <F extends Comparable<? super F>> Selector<AnyGene<Choices>, F> tournament(
      Selector<AnyGene<Choices>, F> selector) {
    return (individuals, count, optimize) -> {
      ISeq<Phenotype<AnyGene<Choices>, F>> ordered =
          selector.select(individuals, individuals.size(), optimize);
      RandomGenerator random = RandomRegistry.random();
      return random
          .ints(2L * count, 0, ordered.size())
          .boxed()
          .gather(Gatherers.windowFixed(2))
          .map(pair -> ordered.get(Collections.min(pair)))
          .collect(ISeq.toISeq());
    };
  }
}
