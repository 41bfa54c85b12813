package io.crnas.detection.head;

import io.crnas.spaces.detector.Sampler;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses boxes for the losses of a head. */
final class BoxSampler {
  private BoxSampler() {}

  /** Chosen indices, ascending. */
  static final class Sample {
    private final int[] positive;
    private final List<Integer> targets;
    private final int[] background;

    private Sample(int[] matches, int[] positive, int[] background) {
      this.positive = positive;
      this.targets = Arrays.stream(positive).mapToObj(i -> matches[i]).toList();
      this.background = background;
    }

    /** Of boxes that stand for a target. */
    int[] positive() {
      return positive;
    }

    /** The target that each of those stands for. */
    List<Integer> targets() {
      return targets;
    }

    int[] background() {
      return background;
    }
  }

  /**
   * @param matches of each box, as {@link Matcher} gives them
   */
  static Sample sample(Sampler sampler, int[] matches, RandomGenerator random) {
    int[] positive = where(matches, true);
    int[] background = where(matches, false);
    return switch (sampler) {
      case Sampler.All _ -> new Sample(matches, positive, background);
      // torchvision's BalancedPositiveNegativeSampler.
      case Sampler.Balanced balanced -> {
        int most = (int) (balanced.samples() * balanced.positives());
        int chosen = Math.min(positive.length, most);
        int rest = Math.min(background.length, balanced.samples() - chosen);
        yield new Sample(
            matches, choose(positive, chosen, random), choose(background, rest, random));
      }
    };
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
