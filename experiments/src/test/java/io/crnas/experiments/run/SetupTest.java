package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.framework.problem.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search refuses, the descriptor refuses before anything is trained. */
class SetupTest {
  private static final String EVOLUTION = "population: 4, generations: 2";

  private static Experiment parse(String evolution) {
    String yaml = TinyRun.yaml("{kind: scenes}").replace(EVOLUTION, evolution);
    return Descriptor.parse("test", yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "population: 2, generations: 1, tournament: 2, elites: 1, crossover: 0, mutation: 0",
        "population: 10000, generations: 100000, tournament: 10000, elites: 9999, crossover: 1,"
            + " mutation: 1"
      })
  void theBoundsOfTheDescriptorAreWithinThoseOfTheSearch(String evolution) {
    var strategy = parse(evolution).levels().getFirst().strategy();
    assertDoesNotThrow(() -> Setup.strategy(strategy));
  }

  @ParameterizedTest
  @ValueSource(strings = {"elites: 0", "population: 10001", "generations: 100001"})
  void whatIsOutOfThemIsRefused(String evolution) {
    assertThrows(InvalidInputException.class, () -> parse(evolution));
  }
}
