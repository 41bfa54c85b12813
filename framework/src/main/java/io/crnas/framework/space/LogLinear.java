package io.crnas.framework.space;

import io.crnas.framework.random.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A distribution over the candidates of a feasible set: each is as likely as the exponential of the
 * sum of its choices' weights says, and nothing else has any probability. With all weights equal
 * every candidate is equally likely. Exact, by dynamic programming over the {@link Sums} of the
 * set, whose candidates are never listed.
 */
public final class LogLinear {
  private final List<Sums> sums;
  private final double[][] weights;

  /** For each layer and sum the logarithm of what all completions weigh together. */
  private final double[][] totals;

  /**
   * @param weights for each gene that of each choice, in logarithms; finite
   * @throws IllegalArgumentException if a weight is missing or not finite
   * @throws IllegalStateException if the set is empty
   */
  public LogLinear(FeasibleSet feasible, double[][] weights) {
    if (feasible.isEmpty()) {
      throw new IllegalStateException("there is no candidate to weigh");
    }
    this.sums = feasible.sums();
    this.weights = new double[feasible.genes()][];
    for (int gene = 0; gene < feasible.genes(); gene++) {
      if (weights.length != feasible.genes()
          || weights[gene].length != feasible.choices(gene)
          || !Arrays.stream(weights[gene]).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("a finite weight is wanted for each choice");
      }
      this.weights[gene] = weights[gene].clone();
    }
    this.totals = new double[sums.size()][];
    totals[sums.size() - 1] = new double[sums.getLast().size()];
    for (int gene = feasible.genes() - 1; gene >= 0; gene--) {
      totals[gene] = new double[sums.get(gene).size()];
      for (int at = 0; at < totals[gene].length; at++) {
        totals[gene][at] = total(gene, at);
      }
    }
  }

  /** The greatest is taken out before anything is exponentiated, so that nothing overflows. */
  private double total(int gene, int at) {
    int choices = sums.get(gene).choices(at);
    double greatest = Double.NEGATIVE_INFINITY;
    for (int choice = 0; choice < choices; choice++) {
      greatest = Math.max(greatest, ahead(gene, at, choice));
    }
    if (greatest == Double.NEGATIVE_INFINITY) {
      return greatest;
    }
    double total = 0;
    for (int choice = 0; choice < choices; choice++) {
      total += Math.exp(ahead(gene, at, choice) - greatest);
    }
    return greatest + Math.log(total);
  }

  /** The logarithm of what the completions that go on with a choice weigh together. */
  private double ahead(int gene, int at, int choice) {
    int next = sums.get(gene).next(at, choice);
    return next < 0 ? Double.NEGATIVE_INFINITY : weights[gene][choice] + totals[gene + 1][next];
  }

  private double probability(int gene, int at, int choice) {
    return Math.exp(ahead(gene, at, choice) - totals[gene][at]);
  }

  /** A candidate, as likely as the weights say. */
  public Choices sample(RandomGenerator random) {
    int[] choices = new int[weights.length];
    int at = 0;
    for (int gene = 0; gene < weights.length; gene++) {
      double[] likely = new double[weights[gene].length];
      for (int choice = 0; choice < likely.length; choice++) {
        likely[choice] = probability(gene, at, choice);
      }
      choices[gene] = Draws.weighted(random, likely);
      at = sums.get(gene).next(at, choices[gene]);
    }
    return Choices.of(choices);
  }

  /** The logarithm of a candidate's probability; minus infinity where it is not feasible. */
  public double logProbability(Choices choices) {
    double sum = -totals[0][0];
    int at = 0;
    for (int gene = 0; gene < weights.length; gene++) {
      at = sums.get(gene).next(at, choices.get(gene));
      if (at < 0) {
        return Double.NEGATIVE_INFINITY;
      }
      sum += weights[gene][choices.get(gene)];
    }
    return sum + totals[weights.length][at];
  }

  /** For each gene how likely each of its choices is. */
  public double[][] marginals() {
    double[][] marginals = new double[weights.length][];
    double[] likely = {1};
    for (int gene = 0; gene < weights.length; gene++) {
      marginals[gene] = new double[weights[gene].length];
      double[] after = new double[sums.get(gene + 1).size()];
      for (int at = 0; at < likely.length; at++) {
        for (int choice = 0; choice < weights[gene].length && likely[at] > 0; choice++) {
          double here = likely[at] * probability(gene, at, choice);
          if (here > 0) {
            marginals[gene][choice] += here;
            after[sums.get(gene).next(at, choice)] += here;
          }
        }
      }
      likely = after;
    }
    return marginals;
  }
}
