package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What the first genes of a candidate can cost together, in which state of the pattern: one layer
 * of the dynamic programme behind {@link FeasibleSet}. Sums from which the range is out of reach
 * whatever the other genes do are left out.
 */
final class Sums {
  /** Sums in one layer; more would take memory by the gigabyte. */
  static final int LIMIT = 250_000;

  private static final int OUT_OF_REACH = -1;

  /** Instead of a code; the least of all numbers is beyond every range. */
  private static final long FORBIDDEN = Long.MIN_VALUE;

  private final int[][] next;
  private final BigInteger[] completions;

  private Sums(int[][] next, BigInteger[] completions) {
    this.next = next;
    this.completions = completions;
  }

  /**
   * Sum and state in one number, in the order of the sums.
   *
   * @param states how many states there are
   */
  record Coder(int states) {

    long code(long sum, int state) {
      return Math.addExact(Math.multiplyExact(sum, states), state);
    }

    long sum(long code) {
      return Math.floorDiv(code, (long) states);
    }

    int state(long code) {
      return Math.floorMod(code, states);
    }
  }

  /** One layer before each gene and one behind the last. */
  static List<Sums> build(
      List<long[]> costs, Pattern pattern, long constant, long minimum, long maximum) {
    var coder = new Coder(pattern.states());
    List<long[]> prefixes = prefixes(costs, pattern, coder, constant, minimum, maximum);
    var layers = new ArrayList<Sums>();
    BigInteger[] ones = new BigInteger[prefixes.getLast().length];
    Arrays.fill(ones, BigInteger.ONE);
    layers.add(new Sums(new int[ones.length][0], ones));
    for (int gene = costs.size() - 1; gene >= 0; gene--) {
      long[][] reached = reached(prefixes.get(gene), gene, costs.get(gene), pattern, coder);
      layers.addFirst(layer(reached, prefixes.get(gene + 1), layers.getFirst()));
    }
    return List.copyOf(layers);
  }

  static void checkLimit(int size) {
    if (size > LIMIT) {
      throw new TooManyCostsException(LIMIT);
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
      List<long[]> costs, Pattern pattern, Coder coder, long constant, long minimum, long maximum) {
    long leastLeft = 0;
    long mostLeft = 0;
    for (long[] gene : costs) {
      leastLeft = Math.addExact(leastLeft, LongStream.of(gene).min().orElseThrow());
      mostLeft = Math.addExact(mostLeft, LongStream.of(gene).max().orElseThrow());
    }
    var prefixes = new ArrayList<long[]>();
    LongStream reached = LongStream.of(coder.code(constant, 0));
    prefixes.add(within(reached, coder, minimum, maximum, leastLeft, mostLeft));
    for (int gene = 0; gene < costs.size(); gene++) {
      long[] cost = costs.get(gene);
      leastLeft -= LongStream.of(cost).min().orElseThrow();
      mostLeft -= LongStream.of(cost).max().orElseThrow();
      reached =
          Arrays.stream(reached(prefixes.getLast(), gene, cost, pattern, coder))
              .flatMapToLong(Arrays::stream)
              .filter(code -> code != FORBIDDEN);
      prefixes.add(within(reached, coder, minimum, maximum, leastLeft, mostLeft));
    }
    return prefixes;
  }

  private static long[] within(
      LongStream codes, Coder coder, long minimum, long maximum, long leastLeft, long mostLeft) {
    long[] within =
        codes
            .filter(code ->
                Math.addExact(coder.sum(code), mostLeft) >= minimum
                    && Math.addExact(coder.sum(code), leastLeft) <= maximum)
            .sorted()
            .distinct()
            .toArray();
    checkLimit(within.length);
    return within;
  }

  /** For each prefix where each choice leads, forbidden ones to a code that is none. */
  private static long[][] reached(
      long[] prefixes, int gene, long[] costs, Pattern pattern, Coder coder) {
    long[][] reached = new long[prefixes.length][costs.length];
    for (int at = 0; at < prefixes.length; at++) {
      long sum = coder.sum(prefixes[at]);
      for (int choice = 0; choice < costs.length; choice++) {
        int state = pattern.next(gene, coder.state(prefixes[at]), choice);
        reached[at][choice] =
            state < 0 ? FORBIDDEN : coder.code(Math.addExact(sum, costs[choice]), state);
      }
    }
    return reached;
  }

  private static Sums layer(long[][] reached, long[] there, Sums after) {
    int[][] next = new int[reached.length][];
    BigInteger[] completions = new BigInteger[reached.length];
    for (int at = 0; at < reached.length; at++) {
      next[at] = new int[reached[at].length];
      BigInteger ways = BigInteger.ZERO;
      for (int choice = 0; choice < reached[at].length; choice++) {
        int found = Arrays.binarySearch(there, reached[at][choice]);
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
