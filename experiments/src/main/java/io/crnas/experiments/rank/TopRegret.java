package io.crnas.experiments.rank;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How far the best reference score among the predicted best stays behind the best of all.
 *
 * <p>Where scores are tied at the border, each choice among the tied is equally likely, and this is
 * the mean over all of them: it does not depend on the order of the candidates.
 */
final class TopRegret {
  private TopRegret() {}

  /**
   * @param top how many of the predicted best are looked at; a pair that is there several times
   *     counts once, because one does not look at a candidate twice
   */
  static double of(List<Pair> pairs, int top) {
    List<Pair> sorted =
        new HashSet<>(pairs)
            .stream().sorted(Comparator.comparingDouble(Pair::predicted).reversed()).toList();
    int looked = Math.min(top, sorted.size());
    double border = sorted.get(looked - 1).predicted();
    double best = references(sorted, Double.NEGATIVE_INFINITY).max().orElseThrow();
    double sure = references(sorted, Math.nextUp(border)).max().orElse(Double.NEGATIVE_INFINITY);
    double[] tied =
        sorted.stream()
            .filter(pair -> pair.predicted() == border)
            .mapToDouble(Pair::reference)
            .sorted()
            .toArray();
    int drawn = looked - (int) references(sorted, Math.nextUp(border)).count();
    double expected = 0;
    // That the greatest of those drawn is the one with i greater ones among the tied.
    double probability = (double) drawn / tied.length;
    for (int i = 0; i <= tied.length - drawn; i++) {
      expected += probability * Math.max(sure, tied[tied.length - 1 - i]);
      if (i < tied.length - drawn) {
        probability *= (double) (tied.length - drawn - i) / (tied.length - 1 - i);
      }
    }
    return best - expected;
  }

  /** Of the pairs that are predicted at least so good. */
  private static DoubleStream references(List<Pair> pairs, double least) {
    return pairs.stream().filter(pair -> pair.predicted() >= least).mapToDouble(Pair::reference);
  }
}
