package io.crnas.spaces.detector;

/** Which boxes are in the losses of a head. */
public sealed interface Sampler {

  /** All that are not ignored. */
  record All() implements Sampler {}

  /**
   * So many of an image, at random: torchvision's BalancedPositiveNegativeSampler.
   *
   * @param samples boxes of an image
   * @param positives the greatest part of them that stand for objects
   */
  record Balanced(int samples, double positives) implements Sampler {
    public Balanced {
      if (samples < 1 || !(positives >= 0 && positives <= 1)) {
        throw new IllegalArgumentException(samples + " samples, of which objects " + positives);
      }
    }
  }
}
