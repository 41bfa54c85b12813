package io.crnas.export.calibration;

import io.crnas.export.onnx.Range;
import java.util.Arrays;

/**
 * How often numbers occur, in cells of one width around zero; where a number lies outside of all
 * cells, these become twice as wide. So nothing has to be known of the numbers before.
 */
final class Histogram {
  /** On each side of zero. */
  private static final int CELLS = 2048;

  /** How much narrower than all numbers a range may be, in so many steps. */
  private static final int STEPS = 100;

  private final long[] counts = new long[2 * CELLS];
  private float width = 1e-6f;
  private float low;
  private float high;

  /**
   * @throws IllegalStateException when one is not finite
   */
  void add(float[] numbers) {
    for (float number : numbers) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
    if (!Float.isFinite(high - low)) {
      throw new IllegalStateException("a value is not finite");
    }
    while (Math.max(high, -low) >= CELLS * width) {
      widen();
    }
    for (float number : numbers) {
      if (number != 0) { // which every range has exactly
        counts[CELLS + (int) Math.floor(number / width)]++;
      }
    }
  }

  private void widen() {
    width *= 2;
    long[] before = counts.clone();
    Arrays.fill(counts, 0);
    for (int i = 0; i < before.length; i++) {
      counts[CELLS + Math.floorDiv(i - CELLS, 2)] += before[i];
    }
  }

  /**
   * The range of least squared error: a narrower one has finer steps, and cuts off what lies
   * outside.
   */
  Range range() {
    float share = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int step = STEPS; step > 0; step--) {
      float candidate = (float) step / STEPS;
      double error = error(low * candidate, high * candidate);
      if (error < least) {
        least = error;
        share = candidate;
      }
    }
    return new Range(low * share, high * share);
  }

  private double error(double from, double to) {
    double step = (to - from) / 255;
    double rounding = step * step / 12;
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double number = (i - CELLS + 0.5) * width;
        double outside = Math.max(Math.max(from - number, number - to), 0);
        sum += counts[i] * (outside > 0 ? outside * outside : rounding);
      }
    }
    return sum;
  }
}
