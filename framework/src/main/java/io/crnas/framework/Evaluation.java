package io.crnas.framework;

import io.crnas.framework.problem.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an evaluator says of one candidate: metrics, or why there are none. Never NaN. */
public sealed interface Evaluation {

  /**
   * The candidate was scored.
   *
   * @param metrics metric name to finite value, for example {@code AP} in [0, 1]; at least one
   */
  record Scored(SortedMap<String, Double> metrics) implements Evaluation {
    public Scored {
      if (metrics.isEmpty()) {
        throw new IllegalArgumentException("an evaluation needs at least one metric");
      }
      metrics.forEach((name, value) -> {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("metric " + name + " is " + value);
        }
      });
      metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /** The value of one metric; an unknown name is an {@link IllegalArgumentException}. */
    public double metric(String name) {
      Double value = metrics.get(name);
      if (value == null) {
        throw new IllegalArgumentException("no metric " + name + " among " + metrics.keySet());
      }
      return value;
    }

    /**
     * The value of a metric that a user named.
     *
     * @param where the name was given
     * @throws InvalidInputException with the metrics that there are, if it is none of them
     */
    public double require(String where, String name) {
      Double value = metrics.get(name);
      if (value == null) {
        throw new InvalidInputException(
            where, name, "one of " + String.join(", ", metrics.keySet()));
      }
      return value;
    }
  }

  /** The candidate could not be scored; it costs the search this candidate and nothing else. */
  record Failed(String reason) implements Evaluation {
    public Failed {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a failed evaluation needs a reason");
      }
    }
  }

  /**
   * {@link Scored} where all values are finite, else {@link Failed} naming the ones that are not.
   */
  static Evaluation of(Map<String, Double> metrics) {
    var bad = new TreeMap<>(metrics);
    bad.values().removeIf(Double::isFinite);
    return bad.isEmpty()
        ? new Scored(new TreeMap<>(metrics))
        : new Failed("not a finite number: " + bad);
  }

  /**
   * What several evaluations say together: of each metric that all of them have the mean, or {@link
   * Failed} where one of them failed or they have no metric in common.
   *
   * @param members at least one
   */
  static Evaluation mean(List<Evaluation> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("there is no mean of no evaluation");
    }
    var metrics = new TreeMap<String, Double>();
    for (Evaluation member : members) {
      switch (member) {
        case Failed failed -> {
          return failed;
        }
        case Scored scored ->
            scored.metrics().forEach((name, value) -> metrics.merge(name, value, Double::sum));
      }
    }
    for (Evaluation member : members) {
      if (member instanceof Scored scored) {
        metrics.keySet().retainAll(scored.metrics().keySet());
      }
    }
    metrics.replaceAll((_, sum) -> sum / members.size());
    return metrics.isEmpty() ? new Failed("no metric in common: " + members) : of(metrics);
  }
}
