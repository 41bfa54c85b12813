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
    Optional<Double> rising = recipe.warmupEpochs();
    if (rising.isEmpty()) {
      // No matter of how many images.
      steps
          .filter(_ -> epochs.isEmpty())
          .ifPresent(count -> recipe.checkAgainst(count, 1, conflicts));
    } else {
      conflicts.unless(
          epochs.isEmpty() || rising.get() < epochs.get(),
          "recipe.warmup-epochs",
          rising.get().toString(),
          "fewer than the epochs of the training",
          "epochs");
    }
  }

  /**
   * Adds what shows only when it is known how many images there are.
   *
   * @param key of the settings that this is of
   */
  public void check(String key, int images, Problems problems) {
    if (epochs.isEmpty() && recipe.warmupEpochs().isEmpty()) {
      return;
    }
    if (isTooLong(key + ".epochs", images, problems)) {
      return;
    }
    var conflicts = new Conflicts();
    recipe.checkAgainst(steps(images), images, conflicts);
    conflicts
        .all()
        .forEach(one -> problems.add(key + "." + one.key(), one.found(), one.expected()));
  }

  /**
   * Adds that it has more steps than are counted, where that is so.
   *
   * @param key of the epochs
   */
  public boolean isTooLong(String key, int images, Problems problems) {
    int perEpoch = recipe.stepsOfAnEpoch(images);
    int most = MOST_STEPS / perEpoch;
    boolean tooLong = epochs.map(passes -> passes > most).orElse(false);
    if (tooLong) {
      problems.add(
          key,
          "%,d epochs of %,d steps".formatted(epochs.orElseThrow(), perEpoch),
          "at most %,d steps, so at most %,d epochs".formatted(MOST_STEPS, most));
    }
    return tooLong;
  }

  /** How many steps that is on so many images. */
  public int steps(int images) {
    return steps.orElseGet(
        () -> Math.multiplyExact(epochs.orElseThrow(), recipe.stepsOfAnEpoch(images)));
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
