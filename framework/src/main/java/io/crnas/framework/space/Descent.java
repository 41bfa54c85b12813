package io.crnas.framework.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The candidates of a feasible set from the most preferred to the least, exactly and without
 * listing any others: prefixes are followed in the order of the most that any of their completions
 * reaches, which dynamic programming over the {@link Sums} of the set tells. Of candidates that are
 * preferred alike, the one whose choices come first is first.
 */
public final class Descent {
  private final List<Sums> sums;
  private final double[][] weights;

  /** For each gene and sum the most that its completions add. */
  private final double[][] most;

  private final PriorityQueue<Prefix> open =
      new PriorityQueue<>(
          Comparator.comparingDouble((Prefix prefix) -> -prefix.bound())
              .thenComparing(Prefix::choices, Descent::compare));

  /**
   * The choices of the first genes.
   *
   * @param at the place among the sums that they reach
   * @param weight of the choices
   * @param bound the same with the best completion
   */
  private record Prefix(Choices choices, int at, double weight, double bound) {}

  /**
   * @throws IllegalArgumentException if the preferences are of other genes
   */
  public Descent(FeasibleSet feasible, Preferences preferences) {
    this.sums = feasible.sums();
    this.weights = preferences.weights();
    if (weights.length != feasible.genes()) {
      throw new IllegalArgumentException(
          "preferences of " + weights.length + " genes, not " + feasible.genes());
    }
    for (int gene = 0; gene < weights.length; gene++) {
      if (weights[gene].length != feasible.choices(gene)) {
        throw new IllegalArgumentException("preferences of other choices of gene " + gene);
      }
    }
    this.most = new double[sums.size()][];
    most[sums.size() - 1] = new double[sums.getLast().size()];
    for (int gene = weights.length - 1; gene >= 0; gene--) {
      most[gene] = new double[sums.get(gene).size()];
      for (int at = 0; at < most[gene].length; at++) {
        double best = Double.NEGATIVE_INFINITY;
        for (int choice = 0; choice < sums.get(gene).choices(at); choice++) {
          int next = sums.get(gene).next(at, choice);
          if (next >= 0) {
            best = Math.max(best, weights[gene][choice] + most[gene + 1][next]);
          }
        }
        most[gene][at] = best;
      }
    }
    if (!feasible.isEmpty()) {
      open.add(new Prefix(Choices.of(), 0, 0, most[0][0]));
    }
  }

  /** The next ones, fewer where there are no more. */
  public List<Choices> next(int count) {
    List<Choices> found = new ArrayList<>();
    while (found.size() < count && !open.isEmpty()) {
      Prefix best = open.remove();
      int gene = best.choices().size();
      if (gene == weights.length) {
        found.add(best.choices());
      } else {
        follow(best, gene);
      }
    }
    return found;
  }

  private void follow(Prefix prefix, int gene) {
    for (int choice = 0; choice < sums.get(gene).choices(prefix.at()); choice++) {
      int next = sums.get(gene).next(prefix.at(), choice);
      if (next >= 0) {
        double weight = prefix.weight() + weights[gene][choice];
        open.add(
            new Prefix(
                prefix.choices().followedBy(choice), next, weight, weight + most[gene + 1][next]));
      }
    }
  }

  private static int compare(Choices one, Choices other) {
    return Arrays.compare(one.toArray(), other.toArray());
  }
}
