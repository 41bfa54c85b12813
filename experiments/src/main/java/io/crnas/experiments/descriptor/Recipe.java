package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import java.util.List;
import java.util.Optional;

/** Stochastic gradient descent with a linear warm-up; the rate falls to a tenth at each drop. */
public record Recipe(
    @Setting(about = "images of a step", byDefault = "4", min = 1) int batch,
    @Setting(about = "the learning rate after the warm-up", byDefault = "0.02", above = 0)
        double learningRate,
    @Setting(
            about =
                "steps in which the rate rises linearly to its value, fewer than the training has",
            byDefault = "100",
            min = 0)
        int warmupSteps,
    @Setting(about = "the momentum of SGD", byDefault = "0.9", min = 0, below = 1) double momentum,
    @Setting(about = "the weight decay of SGD", byDefault = "0.0001", min = 0) double weightDecay,
    @Setting(about = "the greatest norm of the gradient; without it, no clipping", above = 0)
        Optional<Double> clipNorm,
    @Setting(
            about = "where the rate falls to a tenth, as ascending fractions of all steps",
            byDefault = "[0.7, 0.9]",
            above = 0,
            below = 1)
        List<Double> drops)
    implements Consistent {
  public Recipe {
    drops = List.copyOf(drops);
  }

  @Override
  public void check(Conflicts conflicts) {
    conflicts.unlessAscending("drops", drops, "the drop before");
  }

  /** The warm-up must end before the training does. */
  void checkAgainst(int steps, Conflicts conflicts) {
    conflicts.unless(
        warmupSteps < steps,
        "recipe.warmup-steps",
        Integer.toString(warmupSteps),
        "fewer than the " + steps + " steps of the training",
        "steps");
  }
}
