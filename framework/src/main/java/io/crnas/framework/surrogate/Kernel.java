package io.crnas.framework.surrogate;

import io.crnas.framework.space.Choices;
import java.util.List;

/**
 * How much the scores of two candidates have to do with each other: the sum of three parts, each a
 * number times its weight. Choices count as numbers, in units of their deviation over some
 * candidates, because a gene's options are in an order: depths, dilations.
 */
final class Kernel {
  private final double[] means;
  private final double[] scales;

  /** Measures the genes of candidates, of which there is at least one. */
  Kernel(List<Choices> candidates) {
    int genes = candidates.getFirst().size();
    means = new double[genes];
    scales = new double[genes];
    for (int gene = 0; gene < genes; gene++) {
      int at = gene;
      means[gene] = candidates.stream().mapToInt(one -> one.get(at)).average().orElseThrow();
      double variance =
          candidates.stream()
              .mapToDouble(one -> Math.pow(one.get(at) - means[at], 2))
              .average()
              .orElseThrow();
      scales[gene] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    }
  }

  /**
   * The weights of the parts.
   *
   * @param linear each gene adds as much for every step of its choice
   * @param options each option of a gene adds something of its own
   * @param pairs two genes add the product of their steps
   */
  record Weights(double linear, double options, double pairs) {}

  double of(Weights weights, Choices one, Choices other) {
    double sum = 0;
    double squares = 0;
    int same = 0;
    int genes = means.length;
    for (int gene = 0; gene < genes; gene++) {
      double product =
          (one.get(gene) - means[gene])
              * (other.get(gene) - means[gene])
              * scales[gene]
              * scales[gene];
      sum += product;
      squares += product * product;
      same += one.get(gene) == other.get(gene) ? 1 : 0;
    }
    double linear = weights.linear() * sum / genes;
    double options = weights.options() * same / genes;
    // Of all pairs, by the square of the sum.
    double pairs = genes < 2 ? 0 : weights.pairs() * (sum * sum - squares) / (genes * (genes - 1));
    return linear + options + pairs;
  }
}
