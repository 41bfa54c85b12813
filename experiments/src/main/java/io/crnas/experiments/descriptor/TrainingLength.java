package io.crnas.experiments.descriptor;

import io.crnas.detection.training.Recipe;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Setting;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long something is trained: so many steps, or as many as passes over its images take.
 *
 * @param epochs passes, each of as many steps as it takes to see every image
 * @param recipe which says how many images a step takes
 */
public record TrainingLength(Optional<Integer> epochs, Optional<Integer> steps, Recipe recipe) {
  private static final int MOST_STEPS = 1_000_000_000;

  /** The key of passes. */
  @Setting(about = "passes over the images that are trained on; or give steps", min = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Epochs {}

  /** The key of steps. */
  @Setting(about = "how many steps are trained; or give epochs", min = 1)
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface Steps {}

  void check(Conflicts conflicts) {
    conflicts.unless(
        epochs.isPresent() != steps.isPresent(),
        "",
        epochs.isPresent() ? "both epochs and steps" : "neither epochs nor steps",
        "exactly one of them",
        "epochs",
        "steps");
    if (epochs.isEmpty()) {
      steps.ifPresent(count -> recipe.checkAgainst(count, conflicts));
    }
  }

  /**
   * Adds what shows only when it is known how many images there are.
   *
   * @param key of the settings that this is of
   */
  public void check(String key, int images, Problems problems) {
    if (epochs.isEmpty()) {
      return;
    }
    int perEpoch = stepsOfAnEpoch(images);
    if (epochs.get() > MOST_STEPS / perEpoch) {
      problems.add(
          key + ".epochs",
          "%,d epochs of %,d steps".formatted(epochs.get(), perEpoch),
          "at most %,d steps, so at most %,d epochs".formatted(MOST_STEPS, MOST_STEPS / perEpoch));
      return;
    }
    var conflicts = new Conflicts();
    recipe.checkAgainst(steps(images), conflicts);
    conflicts
        .all()
        .forEach(one -> problems.add(key + "." + one.key(), one.found(), one.expected()));
  }

  /** How many steps that is on so many images. */
  public int steps(int images) {
    return steps.orElseGet(() -> Math.multiplyExact(epochs.orElseThrow(), stepsOfAnEpoch(images)));
  }

  private int stepsOfAnEpoch(int images) {
    return Math.ceilDiv(images, recipe.imagesOfAStep());
  }

  /**
   * {@code 12 epochs, 1,200 steps}.
   *
   * @param images where it is known how many
   */
  public String text(OptionalInt images) {
    return epochs
        .map(passes ->
            number(passes, "epoch")
                + (images.isPresent() ? ", " + number(steps(images.getAsInt()), "step") : ""))
        .orElseGet(() -> number(steps.orElseThrow(), "step"));
  }

  private static String number(int count, String unit) {
    return String.format(Locale.ROOT, "%,d %s%s", count, unit, count == 1 ? "" : "s");
  }
}
