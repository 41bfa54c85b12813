package io.crnas.export.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.export.onnx.Range;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistogramTest {
  private static float[] normal(int count, double deviation) {
    var random = new Random(3);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (deviation * random.nextGaussian());
    }
    return numbers;
  }

  /** Of a range written out again, the squared error of its 256 numbers. */
  private static double error(float[] numbers, Range range) {
    double step = ((double) range.high() - range.low()) / 255;
    double sum = 0;
    for (float number : numbers) {
      double inside = Math.clamp(number, range.low(), range.high());
      double rounded = step * Math.rint(inside / step);
      sum += (number - rounded) * (number - rounded);
    }
    return sum;
  }

  @Test
  void oneFarNumberIsCutOff() {
    var histogram = new Histogram();
    float[] numbers = normal(1_000_000, 1);
    numbers[17] = 50;
    histogram.add(numbers);
    Range range = histogram.range();
    assertTrue(range.high() > 3 && range.high() < 40, range::toString);
    assertTrue(error(numbers, range) < 0.9 * error(numbers, new Range(-5, 50)), range::toString);
  }

  @Test
  void numbersSpreadEvenlyKeepTheirWholeRange() {
    var histogram = new Histogram();
    float[] numbers = new float[10_000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i / 1000f;
    }
    histogram.add(numbers);
    assertEquals(0, histogram.range().low());
    assertEquals(9.999, histogram.range().high(), 0.11);
  }

  @Test
  void whatComesInPartsCountsAsWhatComesAtOnce() {
    float[] small = normal(1000, 1e-4);
    float[] large = normal(1000, 1e4);
    float[] all = new float[2000];
    System.arraycopy(small, 0, all, 0, 1000);
    System.arraycopy(large, 0, all, 1000, 1000);
    var once = new Histogram();
    once.add(all);
    var parts = new Histogram();
    parts.add(small);
    parts.add(large);
    assertEquals(once.range(), parts.range());
  }

  @Test
  void nothingButZerosHasARange() {
    var histogram = new Histogram();
    histogram.add(new float[5]);
    assertEquals(new Range(0, 0), histogram.range());
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    var histogram = new Histogram();
    assertThrows(IllegalStateException.class, () -> histogram.add(new float[] {1, Float.NaN}));
    assertThrows(
        IllegalStateException.class,
        () -> new Histogram().add(new float[] {Float.NEGATIVE_INFINITY}));
  }
}
