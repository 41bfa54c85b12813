package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.detection.training.Recipe;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingLengthTest {

  /** Of 10 images, of which three batches of 4 are enough for a pass. */
  @ParameterizedTest
  @CsvSource({
    "'steps: 1200', 1200, '1,200 steps', '1,200 steps'",
    "'epochs: 1, recipe: {batch: 10, warmup-steps: 0}', 1, '1 epoch', '1 epoch, 1 step'",
    "'epochs: 30, recipe: {batch: 4, warmup-steps: 0}', 90, '30 epochs', '30 epochs, 90 steps'",
    "'epochs: 30, recipe: {batch: 3, accumulate: 2}', 60, '30 epochs', '30 epochs, 60 steps'",
  })
  void passesAreAsManyStepsAsTheImagesTake(
      String described, int steps, String withoutData, String withData) {
    for (String evaluator : new String[] {"supernet", "standalone"}) {
      TrainingLength length = length(evaluator, described);

      assertEquals(steps, length.steps(10));
      assertEquals(withoutData, length.text(OptionalInt.empty()));
      assertEquals(withData, length.text(OptionalInt.of(10)));
    }
  }

  private static TrainingLength length(String evaluator, String described) {
    return Descriptor.parse(
            "a.yaml",
            """
            name: a
            data: {kind: scenes}
            space: {backbone: resnet18}
            budget: {input: 128x128}
            levels:
              - {level: stage, evaluator: {kind: %s, %s}}
            """
                .formatted(evaluator, described))
        .levels()
        .getFirst()
        .evaluator()
        .training()
        .orElseThrow();
  }

  /** Of 10 images, of which three batches of 4 are enough for a pass. */
  @ParameterizedTest
  @CsvSource({"2, 6", "0.5, 2", "0.01, 1", "1e20, 2147483647"})
  void aWarmUpOfPassesIsAsManyStepsAsTheImagesTake(String passes, int steps) {
    Recipe recipe =
        length("supernet", "steps: 1200, recipe: {warmup-epochs: " + passes + "}").recipe();

    Recipe resolved = recipe.on(10);

    assertEquals(steps, resolved.warmupSteps());
    assertEquals(Optional.empty(), resolved.warmupEpochs());
    assertEquals(resolved, resolved.on(99));
    assertEquals(Recipe.sgd(4, 0.02, steps, recipe.milestones()), resolved, "all else is the same");
  }

  @Test
  void aWarmUpOfPassesEndsBeforeTheTraining() {
    var early =
        assertThrows(
            InvalidInputException.class,
            () -> length("supernet", "epochs: 2, recipe: {warmup-epochs: 2}"));
    assertEquals(
        "a.yaml:6: levels[0].evaluator.recipe.warmup-epochs: found 2.0, expected fewer than the"
            + " epochs of the training",
        early.getMessage());
    TrainingLength length = length("supernet", "steps: 6, recipe: {warmup-epochs: 2}");
    var problems = new Problems();
    length.check("it", 9, problems);
    assertEquals(
        "[it.recipe.warmup-epochs: found 2.0 epochs, 6 steps, expected fewer than the 6 steps of"
            + " the training]",
        problems.all().toString());
    var none = new Problems();
    length.check("it", 8, none);
    assertEquals(0, none.all().size());
  }
}
