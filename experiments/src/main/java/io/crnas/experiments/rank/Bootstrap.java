package io.crnas.experiments.rank;

import io.crnas.framework.random.Seeds;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Percentile intervals (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13):
 * candidates are drawn with replacement, as many as there are, and the statistic is taken of each
 * such draw. A draw of which it is not defined, as when one candidate was drawn again and again, is
 * left out. The same candidates give the same interval, in whatever order they come.
 */
final class Bootstrap {
  private static final int DRAWS = 2000;
  private static final long SEED = 1;
  private static final double LOWER = 2.5;
  private static final double UPPER = 97.5;

  /** A number of some pairs, where it is defined. */
  @FunctionalInterface
  interface Statistic {
    OptionalDouble of(List<Pair> pairs);
  }

  private final List<List<Pair>> draws;
  private final List<Pair> pairs;

  Bootstrap(List<Pair> pairs) {
    this.pairs =
        pairs.stream()
            .sorted(
                Comparator.comparing(Pair::candidate)
                    .thenComparingDouble(Pair::predicted)
                    .thenComparingDouble(Pair::reference))
            .toList();
    this.draws = IntStream.range(0, DRAWS).mapToObj(this::draw).toList();
  }

  private List<Pair> draw(int number) {
    RandomGenerator random = Seeds.generator(SEED, "rank/bootstrap", number);
    return pairs.stream().map(_ -> pairs.get(random.nextInt(pairs.size()))).toList();
  }

  /** Empty where the statistic of all pairs is not defined. */
  Optional<Estimate> estimate(Statistic statistic) {
    OptionalDouble value = statistic.of(pairs);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double[] drawn =
        draws.stream().map(statistic::of).flatMapToDouble(OptionalDouble::stream).toArray();
    var percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(drawn);
    return Optional.of(
        new Estimate(value.getAsDouble(), percentile.evaluate(LOWER), percentile.evaluate(UPPER)));
  }
}
