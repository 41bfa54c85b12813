package io.crnas.experiments.rank;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * How well a reference that trained each candidate with several seeds agrees with itself. Which of
 * a candidate's trainings comes first says nothing, as each has a seed of its own: this is the
 * one-way random model of Shrout and Fleiss, Intraclass correlations, 1979. What is not defined is
 * empty: all of fewer than three candidates, and what is a fraction of no difference at all.
 *
 * @param seeds how often each candidate was trained, at least 2
 * @param kendall tau-b between the scores of two seeds, the mean over all pairs of seeds
 * @param spearman the rank correlation, alike
 * @param within the standard deviation of one training: the root of the mean of the candidates'
 *     variances
 * @param between the standard deviation of the candidates' means; seeds move these as well, so it
 *     is about {@code within} / √{@code seeds} where candidates do not differ
 * @param share of the variance of the means that is not of the seeds, 1 - {@code within}² / ({@code
 *     seeds} · {@code between}²): their ICC(1, k). At most 1; about 0, also below, where candidates
 *     do not differ
 * @param ceiling the tau-b against the means that scores without any noise would have, of normally
 *     distributed candidates and noise: 2/π · arcsin(√{@code share}), by Greiner's relation between
 *     Kendall's and the linear correlation; 0 where the share is negative
 */
public record Reliability(
    int seeds,
    Optional<Estimate> kendall,
    Optional<Estimate> spearman,
    Optional<Estimate> within,
    Optional<Estimate> between,
    Optional<Estimate> share,
    Optional<Estimate> ceiling) {
  public Reliability {
    if (seeds < 2) {
      throw new IllegalArgumentException(seeds + " seeds can not agree");
    }
  }

  /** Of pairs with as many references each; empty where that is one, and of no pairs. */
  static Optional<Reliability> of(List<Pair> pairs) {
    int seeds = pairs.stream().mapToInt(pair -> pair.references().size()).min().orElse(0);
    if (seeds < 2) {
      return Optional.empty();
    }
    var bootstrap = new Bootstrap(pairs);
    return Optional.of(
        new Reliability(
            seeds,
            bootstrap.estimate(some -> agreement(some, seeds, Ranking::kendall)),
            bootstrap.estimate(some -> agreement(some, seeds, Ranking::spearman)),
            estimate(bootstrap, Reliability::within),
            estimate(bootstrap, Reliability::between),
            estimate(bootstrap, some -> share(some, seeds)),
            estimate(bootstrap, some -> ceiling(share(some, seeds)))));
  }

  private static Optional<Estimate> estimate(Bootstrap bootstrap, Bootstrap.Statistic statistic) {
    return bootstrap.estimate(
        some -> some.size() < Ranking.FEWEST ? OptionalDouble.empty() : statistic.of(some));
  }

  /** The mean over all pairs of seeds, where it is defined of each. */
  private static OptionalDouble agreement(
      List<Pair> pairs, int seeds, Bootstrap.Statistic correlation) {
    List<OptionalDouble> each = new ArrayList<>();
    for (int one = 0; one < seeds; one++) {
      for (int other = one + 1; other < seeds; other++) {
        each.add(correlation.of(between(pairs, one, other)));
      }
    }
    return each.stream().allMatch(OptionalDouble::isPresent)
        ? each.stream().mapToDouble(OptionalDouble::getAsDouble).average()
        : OptionalDouble.empty();
  }

  /** The scores of one seed against those of another. */
  private static List<Pair> between(List<Pair> pairs, int one, int other) {
    return pairs.stream()
        .map(pair ->
            new Pair(pair.candidate(), pair.references().get(one), pair.references().get(other)))
        .toList();
  }

  private static OptionalDouble within(List<Pair> pairs) {
    double[] variances = pairs.stream().mapToDouble(Pair::variance).toArray();
    return OptionalDouble.of(Math.sqrt(StatUtils.mean(variances)));
  }

  private static OptionalDouble between(List<Pair> pairs) {
    double[] means = pairs.stream().mapToDouble(Pair::reference).toArray();
    return OptionalDouble.of(new StandardDeviation().evaluate(means));
  }

  private static OptionalDouble ceiling(OptionalDouble share) {
    return share.isPresent()
        ? OptionalDouble.of(2 / Math.PI * Math.asin(Math.sqrt(Math.max(0, share.getAsDouble()))))
        : OptionalDouble.empty();
  }

  private static OptionalDouble share(List<Pair> pairs, int seeds) {
    double noise = within(pairs).getAsDouble();
    double whole = between(pairs).getAsDouble();
    return whole > 0
        ? OptionalDouble.of(1 - noise * noise / (seeds * whole * whole))
        : OptionalDouble.empty();
  }
}
