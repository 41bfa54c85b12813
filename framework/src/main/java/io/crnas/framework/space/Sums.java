package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What the first genes of a candidate can cost together: one layer of the dynamic programme behind
 * {@link FeasibleSet}. Sums from which the range is out of reach whatever the other genes do are
 * left out.
 */
final class Sums {
  /** Sums in one layer; more would take memory by the gigabyte. */
  static final int LIMIT = 250_000;

  private static final int OUT_OF_REACH = -1;

  private final int[][] next;
  private final BigInteger[] completions;

  private Sums(int[][] next, BigInteger[] completions) {
    this.next = next;
    this.completions = completions;
  }

  /** One layer before each gene and one behind the last. */
  static List<Sums> build(List<long[]> costs, long constant, long minimum, long maximum) {
    List<long[]> prefixes = prefixes(costs, constant, minimum, maximum);
    var layers = new ArrayList<Sums>();
    BigInteger[] ones = new BigInteger[prefixes.getLast().length];
    Arrays.fill(ones, BigInteger.ONE);
    layers.add(new Sums(new int[ones.length][0], ones));
    for (int gene = costs.size() - 1; gene >= 0; gene--) {
      layers.addFirst(
          layer(prefixes.get(gene), costs.get(gene), prefixes.get(gene + 1), layers.getFirst()));
    }
    return List.copyOf(layers);
  }

  static void checkLimit(int size) {
    if (size > LIMIT) {
      throw new IllegalArgumentException(
          "the genes add up to more than "
              + LIMIT
              + " different costs; give costs in a coarser"
              + " unit");
    }
  }

  /** How many sums the layer has, in ascending order. */
  int size() {
    return completions.length;
  }

  /** Where in the next layer a choice leads; negative where it leads out of reach. */
  int next(int at, int choice) {
    return next[at][choice];
  }

  /** How many choices the next gene has. */
  int choices(int at) {
    return next[at].length;
  }

  /** In how many ways the other genes can complete a sum to a cost in range. */
  BigInteger completions(int at) {
    return completions[at];
  }

  private static List<long[]> prefixes(
      List<long[]> costs, long constant, long minimum, long maximum) {
    long leastLeft = 0;
    long mostLeft = 0;
    for (long[] gene : costs) {
      leastLeft = Math.addExact(leastLeft, LongStream.of(gene).min().orElseThrow());
      mostLeft = Math.addExact(mostLeft, LongStream.of(gene).max().orElseThrow());
    }
    var prefixes = new ArrayList<long[]>();
    prefixes.add(within(LongStream.of(constant), minimum, maximum, leastLeft, mostLeft));
    for (long[] gene : costs) {
      leastLeft -= LongStream.of(gene).min().orElseThrow();
      mostLeft -= LongStream.of(gene).max().orElseThrow();
      LongStream longer =
          LongStream.of(prefixes.getLast())
              .flatMap(sum -> LongStream.of(gene).map(cost -> Math.addExact(sum, cost)));
      prefixes.add(within(longer, minimum, maximum, leastLeft, mostLeft));
    }
    return prefixes;
  }

  private static long[] within(
      LongStream sums, long minimum, long maximum, long leastLeft, long mostLeft) {
    long[] within =
        sums.filter(sum ->
                Math.addExact(sum, mostLeft) >= minimum && Math.addExact(sum, leastLeft) <= maximum)
            .sorted()
            .distinct()
            .toArray();
    checkLimit(within.length);
    return within;
  }

  private static Sums layer(long[] here, long[] costs, long[] there, Sums after) {
    int[][] next = new int[here.length][costs.length];
    BigInteger[] completions = new BigInteger[here.length];
    for (int at = 0; at < here.length; at++) {
      BigInteger ways = BigInteger.ZERO;
      for (int choice = 0; choice < costs.length; choice++) {
        int found = Arrays.binarySearch(there, here[at] + costs[choice]);
        next[at][choice] = found < 0 ? OUT_OF_REACH : found;
        if (found >= 0) {
          ways = ways.add(after.completions[found]);
        }
      }
      completions[at] = ways;
    }
    return new Sums(next, completions);
  }
}
