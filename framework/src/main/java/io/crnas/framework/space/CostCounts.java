package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How many candidates there are of each cost that is possible, in any range. */
final class CostCounts {
  private CostCounts() {}

  /**
   * Counts gene by gene.
   *
   * @param costs for each gene what each of its choices costs
   * @param pattern which choices may go together
   * @param constant what every candidate costs besides
   */
  static NavigableMap<Long, BigInteger> of(List<long[]> costs, Pattern pattern, long constant) {
    var coder = new Sums.Coder(pattern.states());
    NavigableMap<Long, BigInteger> counts =
        new TreeMap<>(Map.of(coder.code(constant, 0), BigInteger.ONE));
    for (int i = 0; i < costs.size(); i++) {
      int gene = i;
      NavigableMap<Long, BigInteger> longer = new TreeMap<>();
      counts.forEach((code, count) -> {
        for (int choice = 0; choice < costs.get(gene).length; choice++) {
          int state = pattern.next(gene, coder.state(code), choice);
          if (state >= 0) {
            long sum = Math.addExact(coder.sum(code), costs.get(gene)[choice]);
            longer.merge(coder.code(sum, state), count, BigInteger::add);
          }
        }
      });
      Sums.checkLimit(longer.size());
      counts = longer;
    }
    NavigableMap<Long, BigInteger> byCost = new TreeMap<>();
    counts.forEach((code, count) -> byCost.merge(coder.sum(code), count, BigInteger::add));
    return byCost;
  }
}
