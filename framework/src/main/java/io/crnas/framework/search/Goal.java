package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;

/**
 * One of the things that a search weighs against each other.
 *
 * @param metric what is looked at: a metric that the evaluator reports, or {@value #COST} for the
 *     cost that the level's budget is about
 * @param direction which way is better
 */
public record Goal(String metric, Direction direction) {
  /** The name of the level's own cost among the metrics. */
  public static final String COST = "cost";

  /** Which way is better. */
  public enum Direction {
    MAXIMUM,
    MINIMUM
  }

  public Goal {
    if (metric.isBlank()) {
      throw new IllegalArgumentException("a goal needs a metric");
    }
  }

  /** The more the better. */
  public static Goal maximise(String metric) {
    return new Goal(metric, Direction.MAXIMUM);
  }

  /** The less the better. */
  public static Goal minimise(String metric) {
    return new Goal(metric, Direction.MINIMUM);
  }

  /**
   * The value of a candidate.
   *
   * @throws InvalidInputException if the evaluator does not report the metric
   */
  public double value(Evaluation.Scored evaluation, long cost) {
    if (metric.equals(COST)) {
      return cost;
    }
    Double value = evaluation.metrics().get(metric);
    if (value == null) {
      throw new InvalidInputException(
          "metric",
          metric,
          "one of " + COST + ", " + String.join(", ", evaluation.metrics().keySet()));
    }
    return value;
  }
}
