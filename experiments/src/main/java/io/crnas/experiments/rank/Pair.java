package io.crnas.experiments.rank;

import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Two evaluators' scores of one candidate; higher is better.
 *
 * @param candidate its text
 * @param predicted the score to be judged
 * @param references the scores that it is held against, one of each training; at least one
 */
public record Pair(String candidate, double predicted, List<Double> references) {
  public Pair {
    references = List.copyOf(references);
    if (references.isEmpty()) {
      throw new IllegalArgumentException(candidate + " is held against nothing");
    }
    if (!Double.isFinite(predicted) || !references.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          candidate + " is scored " + predicted + " and " + references);
    }
  }

  Pair(String candidate, double predicted, double reference) {
    this(candidate, predicted, List.of(reference));
  }

  /** What the predicted score is held against: the mean. */
  double reference() {
    return StatUtils.mean(array());
  }

  /** The variance of a single training, without bias; of at least two. */
  double variance() {
    return StatUtils.variance(array());
  }

  private double[] array() {
    return references.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
