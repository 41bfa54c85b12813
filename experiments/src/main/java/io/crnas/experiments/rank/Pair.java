package io.crnas.experiments.rank;

/**
 * Two evaluators' scores of one candidate; higher is better.
 *
 * @param candidate its text
 * @param predicted the score to be judged
 * @param reference the score that it is held against
 */
public record Pair(String candidate, double predicted, double reference) {
  public Pair {
    if (!Double.isFinite(predicted) || !Double.isFinite(reference)) {
      throw new IllegalArgumentException(
          candidate + " is scored " + predicted + " and " + reference);
    }
  }
}
