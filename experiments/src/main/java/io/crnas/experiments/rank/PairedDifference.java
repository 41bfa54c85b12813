package io.crnas.experiments.rank;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How much two nets differ that were trained with the same seeds: the mean of the differences of
 * each seed, with its 95 % interval.
 *
 * @param metric what was measured
 * @param seeds how many, at least 2
 * @param mean of the second one's values less the first one's
 * @param student the interval where the differences are normally distributed: Student's, with one
 *     degree of freedom less than there are seeds
 * @param bootstrap the percentile interval of draws with replacement, which assumes no distribution
 *     and is too narrow of few seeds
 */
public record PairedDifference(
    String metric, int seeds, double mean, Interval student, Interval bootstrap) {
  private static final double UPPER = 0.975;

  /** From a lower to an upper end. */
  public record Interval(double lower, double upper) {}

  public PairedDifference {
    if (seeds < 2) {
      throw new IllegalArgumentException("no interval of " + seeds + " differences");
    }
  }

  /**
   * Of values with the same seeds in the same order.
   *
   * @return empty where there are fewer than two
   */
  public static Optional<PairedDifference> of(
      String metric, List<Double> first, List<Double> second) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(first.size() + " and " + second.size() + " seeds");
    }
    int seeds = first.size();
    if (seeds < 2) {
      return Optional.empty();
    }
    List<Pair> pairs =
        IntStream.range(0, seeds)
            .mapToObj(i -> new Pair(Integer.toString(i), first.get(i), second.get(i)))
            .toList();
    double[] differences = differences(pairs);
    double mean = StatUtils.mean(differences);
    double half =
        new TDistribution(seeds - 1).inverseCumulativeProbability(UPPER)
            * Math.sqrt(StatUtils.variance(differences) / seeds);
    return Optional.of(
        new PairedDifference(
            metric, seeds, mean, new Interval(mean - half, mean + half), bootstrap(pairs)));
  }

  private static double[] differences(List<Pair> pairs) {
    return pairs.stream().mapToDouble(pair -> pair.reference() - pair.predicted()).toArray();
  }

  private static Interval bootstrap(List<Pair> pairs) {
    Estimate estimate =
        new Bootstrap(pairs)
            .estimate(drawn -> OptionalDouble.of(StatUtils.mean(differences(drawn))))
            .orElseThrow();
    return new Interval(estimate.low(), estimate.high());
  }
}
