package io.crnas.experiments.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  @Test
  void theIntervalIsStudents() {
    // R: t.test(c(2, 1, 4, 3, 5)): mean 3, 95 percent confidence interval 1.036757 4.963243.
    PairedDifference difference =
        PairedDifference.of(
                "AP", List.of(1.0, 1.0, 1.0, 1.0, 1.0), List.of(3.0, 2.0, 5.0, 4.0, 6.0))
            .orElseThrow();
    assertEquals(5, difference.seeds());
    assertEquals(3, difference.mean(), 1e-12);
    assertEquals(1.036757, difference.student().lower(), 1e-6);
    assertEquals(4.963243, difference.student().upper(), 1e-6);
  }

  @Test
  void theBootstrapDrawsFromTheDifferences() {
    PairedDifference difference =
        PairedDifference.of("AP", List.of(0.0, 0.0), List.of(1.0, 3.0)).orElseThrow();
    // Means of two draws of 1 and 3 are 1, 2 or 3, the ends a quarter of the time each.
    assertEquals(1, difference.bootstrap().lower());
    assertEquals(3, difference.bootstrap().upper());
  }

  @Test
  void theIntervalHoldsTheTruthNineteenTimesOfTwenty() {
    int held = 0;
    int draws = 2000;
    for (int draw = 0; draw < draws; draw++) {
      RandomGenerator random = Seeds.generator(7, "coverage", draw);
      List<Double> first = new ArrayList<>();
      List<Double> second = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        double shared = random.nextGaussian();
        first.add(shared);
        second.add(shared + 0.5 + random.nextGaussian());
      }
      PairedDifference difference = PairedDifference.of("AP", first, second).orElseThrow();
      boolean holds = difference.student().lower() <= 0.5 && difference.student().upper() >= 0.5;
      held += holds ? 1 : 0;
    }
    // 0.95, within four standard deviations of 2,000 draws.
    assertEquals(0.95, held / (double) draws, 0.02);
  }

  @Test
  void ofOneSeedThereIsNone() {
    assertTrue(PairedDifference.of("AP", List.of(), List.of()).isEmpty());
    assertEquals(Optional.empty(), PairedDifference.of("AP", List.of(1.0), List.of(2.0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairedDifference.of("AP", List.of(1.0), List.of(2.0, 3.0)));
  }
}
