package io.crnas.framework.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class DrawsTest {
  @Test
  void eachIsDrawnAsOftenAsItsPartOfTheSumAndNeverWithoutOne() {
    double[] parts = {0, 3, 0.5, 0, 1.5, 0};
    RandomGenerator random = Seeds.generator(1, "draws");
    long[] counts = new long[parts.length];
    for (int i = 0; i < 50_000; i++) {
      counts[Draws.weighted(random, parts)]++;
    }
    assertEquals(0, counts[0] + counts[3] + counts[5]);
    double likely =
        new ChiSquareTest()
            .chiSquareTest(
                new double[] {3, 0.5, 1.5}, new long[] {counts[1], counts[2], counts[4]});
    assertTrue(likely > 1e-3, "p " + likely);
  }

  @Test
  void withoutAPartThereIsNothingToDraw() {
    RandomGenerator random = Seeds.generator(1, "draws");
    assertThrows(IllegalArgumentException.class, () -> Draws.weighted(random, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Draws.weighted(random));
  }
}
