package io.crnas.detection.training;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.torch.LearningRate;
import io.crnas.detection.torch.Sgd;
import java.util.List;

/**
 * How something is trained.
 *
 * @param steps how many batches
 * @param batch images of a batch
 * @param learningRate after the warm-up and before the first drop
 * @param warmupSteps steps in which the rate rises linearly from a thousandth of it
 * @param drops fractions of the steps at which the rate falls to a tenth
 * @param sgd momentum, weight decay and clipping
 * @param augmentation how images are mirrored, coloured and scaled
 */
public record Recipe(
    int steps,
    int batch,
    double learningRate,
    int warmupSteps,
    List<Double> drops,
    Sgd.Settings sgd,
    Augmentation augmentation) {
  private static final double WARMUP_FACTOR = 0.001;
  private static final double DROP_FACTOR = 0.1;

  public Recipe {
    if (steps < 1 || batch < 1) {
      throw new IllegalArgumentException(steps + " steps of " + batch + " images");
    }
    drops = List.copyOf(drops);
  }

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  String canonical() {
    return ("Recipe[steps=%s, batch=%s, learningRate=%s, warmupSteps=%s, drops=%s, sgd=Settings["
            + "momentum=%s, weightDecay=%s, nesterov=%s, clipNorm=%s], augmentation=%s]")
        .formatted(
            steps,
            batch,
            learningRate,
            warmupSteps,
            drops,
            sgd.momentum(),
            sgd.weightDecay(),
            sgd.nesterov(),
            sgd.clipNorm(),
            augmentation.canonical());
  }

  LearningRate rate() {
    List<Integer> steps = drops.stream().map(drop -> (int) Math.round(drop * this.steps)).toList();
    return new LearningRate(learningRate, warmupSteps, WARMUP_FACTOR, steps, DROP_FACTOR);
  }
}
