package io.crnas.detection.rcnn;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Chooses boxes for a loss: torchvision's BalancedPositiveNegativeSampler.
 *
 * @param samples how many boxes of an image
 * @param positives the greatest part of them that stand for a target
 */
record Sampler(int samples, double positives) {

  /** Chosen indices, ascending. */
  static final class Sample {
    private final int[] positive;
    private final int[] background;

    Sample(int[] positive, int[] background) {
      this.positive = positive;
      this.background = background;
    }

    /** Of boxes that stand for a target. */
    int[] positive() {
      return positive;
    }

    int[] background() {
      return background;
    }
  }

  Sample sample(int[] matches, RandomGenerator random) {
    int[] positive = where(matches, true);
    int[] background = where(matches, false);
    int chosen = Math.min(positive.length, (int) (samples * positives));
    int rest = Math.min(background.length, samples - chosen);
    return new Sample(choose(positive, chosen, random), choose(background, rest, random));
  }

  private static int[] where(int[] matches, boolean positive) {
    int[] indices = new int[matches.length];
    int n = 0;
    for (int i = 0; i < matches.length; i++) {
      if (positive ? matches[i] >= 0 : matches[i] == Matcher.BACKGROUND) {
        indices[n++] = i;
      }
    }
    return Arrays.copyOf(indices, n);
  }

  /** The first steps of a shuffle. */
  private static int[] choose(int[] indices, int count, RandomGenerator random) {
    if (count < indices.length) {
      for (int i = 0; i < count; i++) {
        int j = random.nextInt(i, indices.length);
        int swapped = indices[i];
        indices[i] = indices[j];
        indices[j] = swapped;
      }
    }
    int[] chosen = Arrays.copyOf(indices, count);
    Arrays.sort(chosen);
    return chosen;
  }
}
