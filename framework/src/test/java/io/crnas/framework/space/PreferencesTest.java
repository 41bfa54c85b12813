package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreferencesTest {
  private static final Preferences ONE =
      new Preferences(List.of(List.of(0.0, 0.5, 3.0), List.of(2.0, 1.0)));
  private static final Preferences OTHER =
      new Preferences(List.of(List.of(1.0, -0.5, 2.0), List.of(0.0, 1.5)));

  @Test
  void byTheMeanCandidatesDifferAsByTheMeansOfTheirLogarithms() {
    Preferences mean = Preferences.mean(List.of(ONE, OTHER));
    Choices first = Choices.of(0, 1);
    for (int block = 0; block < 3; block++) {
      for (int other = 0; other < 2; other++) {
        Choices candidate = Choices.of(block, other);
        double expected =
            (ONE.of(candidate) - ONE.of(first) + OTHER.of(candidate) - OTHER.of(first)) / 2;
        assertEquals(expected, mean.of(candidate) - mean.of(first), 1e-12, candidate::toString);
      }
    }
    assertEquals(ONE, Preferences.mean(List.of(ONE)));
  }

  @Test
  void whatIsNotFiniteIsNoPreference() {
    assertThrows(
        IllegalArgumentException.class, () -> new Preferences(List.of(List.of(0.0, Double.NaN))));
  }
}
