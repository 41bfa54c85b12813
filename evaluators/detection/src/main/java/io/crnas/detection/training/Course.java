package io.crnas.detection.training;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A training as a whole.
 *
 * @param steps how often the parameters move
 * @param recipe with its warm-up in steps
 * @param augmentation how images are mirrored, coloured and scaled
 */
public record Course(int steps, Recipe recipe, Augmentation augmentation) {
  public Course {
    if (steps < 1) {
      throw new IllegalArgumentException(steps + " steps");
    }
    if (recipe.warmupEpochs().isPresent()) {
      throw new IllegalArgumentException("a warm-up of epochs, whose steps are not told");
    }
  }

  /**
   * What it is, for fingerprints: a text that renaming something in the code does not change. What
   * recipes could not say at first is told only where it is said, so that trainings of then are
   * known.
   *
   * @param precision that it is gone through in
   */
  String canonical(Precision precision) {
    String first =
        ("Recipe[steps=%s, batch=%s, learningRate=%s, warmupSteps=%s, drops=%s, sgd=Settings["
                + "momentum=%s, weightDecay=%s, nesterov=false, clipNorm=%s], augmentation=%s]")
            .formatted(
                steps,
                recipe.batch(),
                recipe.learningRate(),
                recipe.warmupSteps(),
                recipe.milestones(),
                recipe.momentum(),
                recipe.weightDecay(),
                recipe.clipNorm().orElse(Double.POSITIVE_INFINITY),
                augmentation.canonical());
    List<String> more = new ArrayList<>();
    if (recipe.accumulate() > 1) {
      more.add("accumulate=" + recipe.accumulate());
    }
    recipe.rateFor().ifPresent(images -> more.add("rateFor=" + images));
    switch (recipe.optimizer()) {
      case SGD -> {}
      case ADAMW -> more.add("AdamW");
    }
    if (recipe.warmup() != LearningRate.Rise.LINEAR || recipe.warmupFactor() != 0.001) {
      String rise =
          switch (recipe.warmup()) {
            case LINEAR -> "linear";
            case EXPONENTIAL -> "exponential";
            case CONSTANT -> "constant";
          };
      more.add("warmup=" + rise + " from " + recipe.warmupFactor());
    }
    switch (recipe.schedule()) {
      case STEPS -> {}
      case COSINE -> more.add("cosine=" + recipe.restarts());
    }
    recipe.ema().ifPresent(decay -> more.add("ema=" + decay));
    if (recipe.freezes()) {
      more.add(
          "frozenStages="
              + recipe.frozenStages()
              + ", frozenBatchNorm="
              + recipe.frozenBatchNorm());
    }
    switch (precision) {
      case FP32 -> {}
      case TF32 -> more.add("tf32");
      case BF16 -> more.add("bf16");
      case AUTO -> throw new IllegalArgumentException("a precision that is not settled");
    }
    return more.isEmpty() ? first : first + ", " + String.join(", ", more);
  }

  LearningRate rate() {
    return recipe.rate(steps);
  }
}
