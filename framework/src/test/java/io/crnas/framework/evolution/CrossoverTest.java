package io.crnas.framework.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class CrossoverTest {
  private static final int GENES = 70;

  @Test
  void uniformExchangesEachGeneByItselfEverySecondTime() {
    var random = new Random(2);
    long[] exchanged = new long[GENES];
    long[] withTheNext = new long[GENES - 1];
    int trials = 20_000;
    for (int trial = 0; trial < trials; trial++) {
      int[] one = exchanged(Crossover.UNIFORM, GENES, random);
      for (int gene = 0; gene < GENES; gene++) {
        exchanged[gene] += one[gene];
        if (gene > 0) {
          withTheNext[gene - 1] += one[gene - 1] == one[gene] ? 1 : 0;
        }
      }
    }
    assertHalf(exchanged, trials);
    assertHalf(withTheNext, trials);
  }

  @Test
  void singlePointExchangesAllBehindAPointThatIsUniform() {
    var random = new Random(3);
    Map<String, Integer> seen = new TreeMap<>();
    for (int trial = 0; trial < 10_000; trial++) {
      seen.merge(text(exchanged(Crossover.SINGLE_POINT, 5, random)), 1, Integer::sum);
    }
    assertEquals("[00001, 00011, 00111, 01111, 11111]", seen.keySet().toString());
    assertProportional(seen, 1, 1, 1, 1, 1);
  }

  @Test
  void multiPointExchangesAllBetweenTwoPoints() {
    var random = new Random(4);
    Map<String, Integer> seen = new TreeMap<>();
    for (int trial = 0; trial < 16_000; trial++) {
      seen.merge(text(exchanged(Crossover.MULTI_POINT, 3, random)), 1, Integer::sum);
    }
    // Of 16 pairs of four points, four have nothing between them.
    assertEquals("[000, 001, 010, 011, 100, 110, 111]", seen.keySet().toString());
    assertProportional(seen, 4, 2, 2, 2, 2, 2, 2);
  }

  private static void assertProportional(Map<String, Integer> seen, double... expected) {
    long[] counts = seen.values().stream().mapToLong(Integer::longValue).toArray();
    double p = new ChiSquareTest().chiSquareTest(expected, counts);
    assertTrue(p > 0.001, "p = " + p);
  }

  /** Six standard deviations around one half. */
  private static void assertHalf(long[] counts, int trials) {
    for (long count : counts) {
      assertEquals(0.5, (double) count / trials, 6 * 0.5 / Math.sqrt(trials));
    }
  }

  /** A parent that was all zeros, after it exchanged with one that was all ones. */
  private static int[] exchanged(Crossover crossover, int genes, Random random) {
    int[] one = new int[genes];
    int[] other = new int[genes];
    Arrays.fill(other, 1);
    crossover.exchange(one, other, random);
    for (int gene = 0; gene < genes; gene++) {
      assertEquals(1, one[gene] + other[gene]);
    }
    return one;
  }

  private static String text(int[] choices) {
    return String.join("", IntStream.of(choices).mapToObj(String::valueOf).toList());
  }
}
