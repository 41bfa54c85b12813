package io.crnas.export.onnx;

/**
 * The numbers that a value of eight bits without a sign stands for: 256 of them at equal distances,
 * zero among them.
 *
 * @param low not above zero
 * @param high not below zero
 */
public record Range(float low, float high) {
  private static final int STEPS = 255;

  /**
   * @throws IllegalArgumentException when zero is not between them, or one is not finite
   */
  public Range {
    if (!(low <= 0 && high >= 0 && Float.isFinite(high - low))) {
      throw new IllegalArgumentException("from " + low + " to " + high);
    }
  }

  /** The distance of two neighbours. */
  float scale() {
    return high > low ? (high - low) / STEPS : 1;
  }

  /** Which of the 256, from 0 on, is zero. */
  int zero() {
    return Math.clamp(Math.round(-low / scale()), 0, STEPS);
  }
}
