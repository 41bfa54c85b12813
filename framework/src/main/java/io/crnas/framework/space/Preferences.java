package io.crnas.framework.space;

import java.util.Arrays;
import java.util.List;

/**
 * How much each choice of each gene is preferred, apart from the others: the softmax of a gene's
 * numbers are the probabilities of its choices, and a candidate's is their product.
 *
 * @param logits of each choice of each gene, finite
 */
public record Preferences(List<List<Double>> logits) {
  /** What evaluators call the logarithm of a candidate's probability among their metrics. */
  public static final String METRIC = "preference";

  public Preferences {
    logits = logits.stream().map(List::copyOf).toList();
    if (!logits.stream().flatMap(List::stream).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("preferences that are not finite: " + logits);
    }
  }

  /** The probability of each choice of a gene. */
  public double[] probabilities(int gene) {
    return softmax(logits.get(gene).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The logarithm of a candidate's probability, whatever budget there is. */
  public double of(Choices candidate) {
    double sum = 0;
    for (int gene = 0; gene < logits.size(); gene++) {
      sum += Math.log(probabilities(gene)[candidate.get(gene)]);
    }
    return sum;
  }

  /** The exponentials of some numbers, as parts of their sum. */
  public static double[] softmax(double... numbers) {
    double greatest = Arrays.stream(numbers).max().orElseThrow();
    double[] parts = Arrays.stream(numbers).map(number -> Math.exp(number - greatest)).toArray();
    double sum = Arrays.stream(parts).sum();
    return Arrays.stream(parts).map(part -> part / sum).toArray();
  }

  double[][] weights() {
    return logits.stream()
        .map(gene -> gene.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }
}
