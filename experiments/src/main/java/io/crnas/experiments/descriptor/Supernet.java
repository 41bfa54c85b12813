package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;

/** How a supernet is trained: one path at a time. */
public record Supernet(
    @Setting(about = "how many steps", min = 1) int steps,
    @Setting(
            about =
                "which paths are drawn: each choice by itself (uniform), or whole candidates within"
                    + " the budget (feasible)",
            byDefault = "uniform")
        Sampling sampling,
    @Setting(about = "batch, rates and schedule", byDefault = "{}") Recipe recipe)
    implements Consistent {

  /** Which paths are drawn. */
  public enum Sampling {
    UNIFORM,
    FEASIBLE
  }

  @Override
  public void check(Conflicts conflicts) {
    recipe.checkAgainst(steps, conflicts);
  }
}
