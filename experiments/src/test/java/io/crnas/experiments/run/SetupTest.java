package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.strategy.Reinforce;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
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

  /** The parameters of a recurrent net all have part in every choice, so they move less. */
  @Test
  void aControllerLearnsAtARateOfItsOwnUnlessOneIsGiven() {
    assertEquals(new Reinforce(100, 10, 0.2, 1e-4, 0.9), reinforce(""));
    assertEquals(
        new Reinforce(100, 10, 0.01, 1e-4, 0.9, OptionalInt.of(100)),
        reinforce(", controller-units: 100"));
    assertEquals(
        new Reinforce(100, 10, 0.5, 1e-4, 0.9, OptionalInt.of(7)),
        reinforce(", controller-units: 7, learning-rate: 0.5"));
  }

  private static Strategy reinforce(String keys) {
    String yaml =
        TinyRun.yaml("{kind: scenes}")
            .replace("kind: evolution, " + EVOLUTION, "kind: reinforce" + keys);
    return Strategies.of(Descriptor.parse("test", yaml).levels().getFirst());
  }

  /** Epochs have a number of steps only where the images are known. */
  @Test
  void aWarmUpThatEpochsAreTooShortForIsToldOfEveryTrainingAtOnce() {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 32x32, train: 16, val: 8, test: 1}")
            .replace("kind: supernet, steps: 15", "kind: supernet, epochs: 1")
            .replace("retrain: {steps: 15,", "retrain: {epochs: 1000000000,")
            .replace("warmup-steps: 2", "warmup-steps: 8");

    List<Problem> problems =
        assertThrows(
                InvalidInputException.class,
                () -> Setup.of(Descriptor.parse("test", yaml), Progress.silent()))
            .problems();

    assertEquals(
        List.of(
            new Problem(
                "levels[0].evaluator.recipe.warmup-steps",
                "8",
                "fewer than the 8 steps of the training"),
            new Problem(
                "levels[1].evaluator.recipe.warmup-steps",
                "8",
                "fewer than the 8 steps of the training"),
            new Problem(
                "retrain.epochs",
                "1,000,000,000 epochs of 8 steps",
                "at most 1,000,000,000 steps, so at most 125,000,000 epochs")),
        problems);
  }

  @ParameterizedTest
  @ValueSource(strings = {"elites: 0", "population: 10001", "generations: 100001"})
  void whatIsOutOfThemIsRefused(String evolution) {
    assertThrows(InvalidInputException.class, () -> parse(evolution));
  }
}
