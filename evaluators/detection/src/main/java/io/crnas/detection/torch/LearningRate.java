package io.crnas.detection.torch;

import java.util.List;

/**
 * A learning rate that warms up linearly and then drops.
 *
 * @param base after the warm-up and before the first drop, above 0
 * @param warmUp steps that it takes to reach it, 0 for none
 * @param warmUpFactor where it starts, as a part of the rate in (0, 1]
 * @param drops steps at which it is multiplied by {@code dropFactor}, ascending
 * @param dropFactor in (0, 1]
 */
public record LearningRate(
    double base, int warmUp, double warmUpFactor, List<Integer> drops, double dropFactor) {
  public LearningRate {
    if (!(base > 0) || warmUp < 0) {
      throw new IllegalArgumentException("learning rate " + base + ", warm-up " + warmUp);
    }
    if (!(warmUpFactor > 0 && warmUpFactor <= 1 && dropFactor > 0 && dropFactor <= 1)) {
      throw new IllegalArgumentException("a factor of the learning rate is not in (0, 1]");
    }
    drops = List.copyOf(drops);
  }

  /** The rate of a step, counted from 0; as torch's LinearLR times MultiStepLR. */
  public double at(long step) {
    double rate = base;
    if (step < warmUp) {
      rate *= warmUpFactor + (1 - warmUpFactor) * step / warmUp;
    }
    for (int drop : drops) {
      if (step >= drop) {
        rate *= dropFactor;
      }
    }
    return rate;
  }
}
