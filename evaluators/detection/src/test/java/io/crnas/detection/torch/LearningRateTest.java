package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.detection.torch.LearningRate.Cosine;
import io.crnas.detection.torch.LearningRate.Milestones;
import io.crnas.detection.torch.LearningRate.Rise;
import io.crnas.detection.torch.LearningRate.WarmUp;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  private static final WarmUp NONE = new WarmUp(Rise.LINEAR, 0, 1);
  private static final Milestones LEVEL = new Milestones(List.of(), 0.1);

  @ParameterizedTest
  @CsvSource({
    "LINEAR, 0.002, 0.011, 0.0182",
    // 0.02 * 0.1 ^ (1 - step / 10)
    "EXPONENTIAL, 0.002, 0.006324555320, 0.015886564695",
    "CONSTANT, 0.002, 0.002, 0.002"
  })
  void theRateRises(Rise rise, double first, double sixth, double tenth) {
    var rate = new LearningRate(0.02, new WarmUp(rise, 10, 0.1), LEVEL);
    assertEquals(first, rate.at(0), 1e-12);
    assertEquals(sixth, rate.at(5), 1e-12);
    assertEquals(tenth, rate.at(9), 1e-12);
    assertEquals(0.02, rate.at(10), 1e-12);
    assertEquals(0.02, rate.at(1000), 1e-12);
  }

  @Test
  void theRateFallsAtMilestones() {
    var rate = new LearningRate(0.02, NONE, new Milestones(List.of(20, 30), 0.1));
    assertEquals(0.02, rate.at(19), 1e-12);
    assertEquals(0.002, rate.at(20), 1e-12);
    assertEquals(0.0002, rate.at(30), 1e-12);
  }

  /** torch: CosineAnnealingLR(T_max=40). */
  @Test
  void theRateFallsAsACosine() {
    var rate = new LearningRate(0.02, NONE, new Cosine(List.of(), 40));
    assertEquals(0.02, rate.at(0), 1e-12);
    assertEquals(0.017071067811865, rate.at(10), 1e-12);
    assertEquals(0.01, rate.at(20), 1e-12);
    assertEquals(0.002928932188135, rate.at(30), 1e-12);
    assertEquals(0, rate.at(40), 1e-12);
  }

  /** torch: CosineAnnealingWarmRestarts(T_0=10, T_mult=3). */
  @Test
  void aCosineBeginsAgainAtEachRestart() {
    var rate = new LearningRate(0.02, NONE, new Cosine(List.of(10), 40));
    assertEquals(0.01, rate.at(5), 1e-12);
    assertEquals(0.02 * (1 + Math.cos(0.9 * Math.PI)) / 2, rate.at(9), 1e-12);
    assertEquals(0.02, rate.at(10), 1e-12);
    assertEquals(0.01, rate.at(25), 1e-12);
  }

  @Test
  void noRateIsNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new LearningRate(0, NONE, LEVEL));
    assertThrows(IllegalArgumentException.class, () -> new WarmUp(Rise.LINEAR, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new Milestones(List.of(1), 2));
  }
}
