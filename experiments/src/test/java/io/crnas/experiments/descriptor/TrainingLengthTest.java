package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
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
      TrainingLength length =
          Descriptor.parse(
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

      assertEquals(steps, length.steps(10));
      assertEquals(withoutData, length.text(OptionalInt.empty()));
      assertEquals(withData, length.text(OptionalInt.of(10)));
    }
  }
}
