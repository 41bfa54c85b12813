package io.crnas.framework.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class SeedsTest {
  /** By another implementation of the same derivation. */
  private static final long FIRST = -5433889702026367932L;

  @Test
  void theSeedsOfARunStayTheSameFromReleaseToRelease() {
    assertEquals(FIRST, Seeds.derive(1, "level/stage/generation", 0));
    assertEquals(
        Seeds.generator(1, "flip", 2).nextLong(), Seeds.generator(1, "flip", 2).nextLong());
  }

  @Test
  void seedPurposeAndEveryIndexMatter() {
    Set<Long> seen = new HashSet<>();
    int derived = 0;
    for (long seed = -20; seed < 20; seed++) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba"}) {
        for (long index = -20; index < 20; index++) {
          seen.add(Seeds.derive(seed, purpose, index));
          seen.add(Seeds.derive(seed, purpose, index, 0));
          seen.add(Seeds.derive(seed, purpose, 0, index, 1));
          derived += 3;
        }
      }
    }
    assertEquals(derived, seen.size());
  }

  @Test
  void theFirstNumbersOfSuccessiveStepsAreUniformAndUncorrelated() {
    int steps = 20_000;
    double[] first = new double[steps];
    long[] observed = new long[100];
    for (int step = 0; step < steps; step++) {
      first[step] = Seeds.generator(7, "stage/flip", step).nextDouble();
      observed[(int) (first[step] * 100)]++;
    }
    double[] expected = new double[100];
    Arrays.fill(expected, steps / 100.0);
    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(p > 0.001, "p = " + p);
    double correlation =
        new PearsonsCorrelation()
            .correlation(Arrays.copyOf(first, steps - 1), Arrays.copyOfRange(first, 1, steps));
    // Four standard errors.
    assertEquals(0, correlation, 4 / Math.sqrt(steps));
  }
}
