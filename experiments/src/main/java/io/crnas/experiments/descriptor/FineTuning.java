package io.crnas.experiments.descriptor;

import io.crnas.detection.training.Recipe;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;

/** How a candidate is trained on from its path of the supernet before it is scored. */
public record FineTuning(
    @Setting(about = "how many steps each candidate is trained on", min = 1) int steps,
    @Setting(about = "batch, rates and schedule", byDefault = "{}") Recipe recipe)
    implements Consistent {

  @Override
  public void check(Conflicts conflicts) {
    recipe.checkAgainst(steps, conflicts);
  }
}
