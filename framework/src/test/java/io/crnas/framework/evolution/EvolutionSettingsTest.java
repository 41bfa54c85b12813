package io.crnas.framework.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
            () ->
                new EvolutionSettings(
                    1, -1, 1, 0, new Selection.Tournament(0), Breeding.defaults(), 0));
    assertEquals(
        List.of("population", "generations", "offspring", "elites", "tournament", "maximumAge"),
        refused.problems().stream().map(Problem::where).toList());
    var breeding =
        assertThrows(
            InvalidInputException.class,
            () -> new Breeding(Crossover.UNIFORM, 1.5, Double.NaN, -0.1));
    assertEquals(
        List.of("crossed", "mutation", "move"),
        breeding.problems().stream().map(Problem::where).toList());
  }

  @Test
  void elitesLeaveRoomForOffspringAndASelectionFitsThePopulation() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                new EvolutionSettings(
                    10, 5, 0.4, 7, new Selection.Tournament(11), Breeding.defaults(), 10));
    assertEquals(
        List.of(
            new Problem("elites", "7", "a whole number in [1, 6]"),
            new Problem("tournament", "11", "a whole number in [2, 10]")),
        refused.problems());
  }

  @Test
  void settingsStayValidInTheSmallestPopulations() {
    var wide = new EvolutionSettings(100, 5, 0.1, 90, new Selection.Truncation(60), BREEDING, 10);
    for (var settings : List.of(EvolutionSettings.defaults(), wide)) {
      for (int population = 2; population < 30; population++) {
        EvolutionSettings small = settings.withSize(population, 3);
        assertEquals(population, small.population());
        assertTrue(small.elites() < population);
      }
    }
    assertEquals(new Selection.Truncation(5), wide.withSize(5, 1).selection());
  }

  private static final Breeding BREEDING = Breeding.defaults();
}
