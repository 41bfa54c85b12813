package io.crnas.experiments.descriptor;

import io.crnas.detection.training.Recipe;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import java.util.Optional;

/** How a candidate is trained on from its path of the supernet before it is scored. */
public record FineTuning(
    @TrainingLength.Epochs Optional<Integer> epochs,
    @TrainingLength.Steps Optional<Integer> steps,
    @Setting(about = "batch, rates and schedule", byDefault = "{}") Recipe recipe)
    implements Consistent {

  /** How long each candidate is trained on. */
  public TrainingLength length() {
    return new TrainingLength(epochs, steps, recipe);
  }

  @Override
  public void check(Conflicts conflicts) {
    length().check(conflicts);
    recipe.checkAlone(conflicts);
  }
}
