package io.crnas.detection.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.crnas.detection.fixtures.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BilinearTest {

  @ParameterizedTest
  @CsvSource({"17, 24", "5, 7"})
  void theValuesAreThoseOfTorch(int height, int width) {
    var fixture = Npz.read("resize.npz");

    float[] resized = new Bilinear(9, 13, height, width).resize(Npz.get(fixture, "x").floats());

    float[] expected = Npz.get(fixture, "bilinear_%dx%d".formatted(height, width)).floats();
    assertArrayEquals(expected, resized, 1e-6f);
  }

  @Test
  void halfTheSizeIsTheMeanOfFourPixels() {
    int height = 2;
    int width = 3;
    float[] values = new float[4 * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * i % 256;
    }

    float[] resized = new Bilinear(2 * height, 2 * width, height, width).resize(values);

    float[] means = new float[height * width];
    for (int i = 0; i < means.length; i++) {
      int corner = 2 * (i / width) * 2 * width + 2 * (i % width);
      means[i] =
          (values[corner]
                  + values[corner + 1]
                  + values[corner + 2 * width]
                  + values[corner + 2 * width + 1])
              / 4;
    }
    assertArrayEquals(means, resized);
  }
}
