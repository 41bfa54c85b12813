package io.crnas.experiments.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @Test
  void marksStandAtRoundNumbersAroundAllValues() {
    Axis axis = Axis.over("AP", 0.2731, 0.5149, 0.31);

    assertEquals(
        List.of("0.25", "0.30", "0.35", "0.40", "0.45", "0.50", "0.55"),
        axis.marks().stream().map(axis::text).toList());
    assertEquals(0.5, axis.place(0.40), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.3, 0.3",
    "-5, -5",
    "1e-9, 2e-9",
    "-1, 1",
    "36.45, 38.3",
    "1e6, 1e6",
    "10, 10.000000000000002"
  })
  void everyValueHasItsPlaceBetweenTheEnds(double first, double second) {
    Axis axis = Axis.over("x", first, second);

    for (double value : new double[] {first, second}) {
      assertTrue(axis.place(value) >= -1e-9 && axis.place(value) <= 1 + 1e-9, axis::toString);
    }
    assertTrue(axis.marks().size() >= 2 && axis.marks().size() <= 12, axis::toString);
    assertEquals(
        axis.marks().size(),
        axis.marks().stream().map(axis::text).distinct().count(),
        axis.toString());
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "4, 5", "36, 4", "153, 4"})
  void numbersOfThingsAreMarkedByWholeNumbersFromZero(int most, int marks) {
    Axis axis = Axis.counting("evaluations", most);

    assertEquals(0, axis.low());
    assertEquals(most, axis.high());
    assertEquals(marks, axis.marks().size(), axis.marks().toString());
    assertTrue(axis.marks().stream().allMatch(mark -> axis.text(mark).matches("\\d+")));
  }

  @Test
  void anAxisWithoutLengthIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Axis("x", 1, 1, 1));
  }
}
