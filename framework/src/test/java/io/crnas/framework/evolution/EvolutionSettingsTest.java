package io.crnas.framework.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvolutionSettingsTest {

  @Test
  void everyValueOutOfRangeIsReportedAtOnce() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () -> new EvolutionSettings(1, -1, 0, 0, 1.5, Double.NaN, 0));
    assertEquals(
        List.of(
            "population",
            "generations",
            "tournament",
            "elites",
            "crossover",
            "mutation",
            "maximumAge"),
        refused.problems().stream().map(Problem::where).toList());
  }

  @Test
  void elitesLeaveRoomForChildrenAndATournamentFitsThePopulation() {
    var refused =
        assertThrows(
            InvalidInputException.class, () -> new EvolutionSettings(10, 5, 11, 10, 0.5, 0.1, 10));
    assertEquals(
        List.of(
            new Problem("tournament", "11", "a whole number in [2, 10]"),
            new Problem("elites", "10", "a whole number in [1, 9]")),
        refused.problems());
  }
}
