package io.crnas.experiments.rank;

import io.crnas.framework.random.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How much two nets differ that were trained with the same seeds: the mean of the differences of
 * each seed, with its 95 % interval.
 *
 * @param metric what was measured
 * @param seeds how many, at least 2
 * @param mean of the second one's values less the first one's
 * @param student the interval where the differences are normally distributed: Student's, with one
 *     degree of freedom less than there are seeds
 * @param bootstrap the percentile interval of 10,000 draws with replacement, which assumes no
 *     distribution and is too narrow of few seeds
 */
public record PairedDifference(
    String metric, int seeds, double mean, Interval student, Interval bootstrap) {
  private static final int DRAWS = 10_000;
  private static final double LOWER = 0.025;
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
    double[] differences =
        IntStream.range(0, seeds).mapToDouble(i -> second.get(i) - first.get(i)).toArray();
    double mean = StatUtils.mean(differences);
    double half =
        new TDistribution(seeds - 1).inverseCumulativeProbability(UPPER)
            * Math.sqrt(StatUtils.variance(differences) / seeds);
    return Optional.of(
        new PairedDifference(
            metric, seeds, mean, new Interval(mean - half, mean + half), bootstrap(differences)));
  }

  private static Interval bootstrap(double[] differences) {
    RandomGenerator random = Seeds.generator(1, "difference/bootstrap", differences.length);
    double[] means = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      means[i] =
          random
                  .ints(differences.length, 0, differences.length)
                  .mapToDouble(index -> differences[index])
                  .sum()
              / differences.length;
    }
    var percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(means);
    return new Interval(percentile.evaluate(100 * LOWER), percentile.evaluate(100 * UPPER));
  }
}
