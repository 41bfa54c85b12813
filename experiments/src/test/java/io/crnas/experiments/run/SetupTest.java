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
        "population: 2, generations: 0, selection: {kind: tournament, size: 2}, elites: 1,"
            + " breeding: {crossed: 0, mutation: 0, move: 0}",
        "population: 2, offspring: 0.999, selection: {kind: truncation, best: 2}",
        "population: 5, offspring: 0.5, elites: 2, selection: {kind: linear-rank}",
        "population: 10000, generations: 100000, selection: {kind: truncation, best: 10000},"
            + " offspring: 0.00001, elites: 9999, breeding: {crossed: 1, mutation: 1, move: 1}"
      })
  void theBoundsOfTheDescriptorAreWithinThoseOfTheSearch(String evolution) {
    var level = parse(evolution).levels().getFirst();
    assertDoesNotThrow(() -> Strategies.of(level));
  }

  @ParameterizedTest
  @ValueSource(strings = {"elites: 0", "population: 10001", "generations: 100001"})
  void whatIsOutOfThemIsRefused(String evolution) {
    assertThrows(InvalidInputException.class, () -> parse(evolution));
  }
}
