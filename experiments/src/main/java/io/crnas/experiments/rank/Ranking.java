package io.crnas.experiments.rank;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How well predicted scores put candidates into the order of reference scores. What is not defined
 * is empty: of fewer than three candidates, and where one of the two scores all alike.
 *
 * @param candidates how many
 * @param kendall Kendall's tau-b, from -1 to 1
 * @param spearman Spearman's rank correlation, from -1 to 1
 * @param regrets at 1, 3 and 5, as far as there are more candidates than that
 */
public record Ranking(
    int candidates, Optional<Estimate> kendall, Optional<Estimate> spearman, List<Regret> regrets) {
  static final int FEWEST = 3;
  static final List<Integer> TOPS = List.of(1, 3, 5);

  /**
   * What is lost by looking at the predicted best alone.
   *
   * @param top how many of the predicted best are looked at
   * @param lost how far the best reference score among these stays behind the best of all, in the
   *     unit of the scores
   */
  public record Regret(int top, Estimate lost) {}

  public Ranking {
    regrets = List.copyOf(regrets);
  }

  /** That of so many of the predicted best, where it is defined. */
  Optional<Estimate> regret(int top) {
    return regrets.stream().filter(regret -> regret.top() == top).map(Regret::lost).findFirst();
  }

  /** Judges pairs, of different candidates; their order does not matter. */
  public static Ranking of(List<Pair> pairs) {
    var bootstrap = new Bootstrap(pairs);
    List<Regret> regrets = new ArrayList<>();
    for (int top : TOPS) {
      if (top < pairs.size()) {
        bootstrap
            .estimate(some -> OptionalDouble.of(TopRegret.of(some, top)))
            .ifPresent(lost -> regrets.add(new Regret(top, lost)));
      }
    }
    return new Ranking(
        pairs.size(),
        bootstrap.estimate(Ranking::kendall),
        bootstrap.estimate(Ranking::spearman),
        regrets);
  }

  static OptionalDouble kendall(List<Pair> pairs) {
    return correlation(pairs, new KendallsCorrelation()::correlation);
  }

  static OptionalDouble spearman(List<Pair> pairs) {
    return correlation(pairs, new SpearmansCorrelation()::correlation);
  }

  @FunctionalInterface
  private interface Correlation {
    double of(double[] predicted, double[] reference);
  }

  private static OptionalDouble correlation(List<Pair> pairs, Correlation correlation) {
    double[] predicted = values(pairs, Pair::predicted);
    double[] reference = values(pairs, Pair::reference);
    return pairs.size() < FEWEST || areAlike(predicted) || areAlike(reference)
        ? OptionalDouble.empty()
        : OptionalDouble.of(correlation.of(predicted, reference));
  }

  private static double[] values(List<Pair> pairs, ToDoubleFunction<Pair> side) {
    return pairs.stream().mapToDouble(side).toArray();
  }

  private static boolean areAlike(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }
}
