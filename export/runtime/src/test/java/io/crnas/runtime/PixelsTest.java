package io.crnas.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelsTest {
  private static final Preprocessing AS_IT_IS =
      new Preprocessing(
          new Resize.Stretched(5, 7), 1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  private static int colour(int x, int y) {
    return ((x * 30) << 16) | ((y * 50) << 8) | ((x + y) * 20);
  }

  /** [3, 5, 7] numbers from 0 to 255. */
  private static int[] values(BufferedImage image) {
    float[] nchw = AS_IT_IS.prepare(image).nchw();
    int[] values = new int[nchw.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(nchw[i] * 255);
    }
    return values;
  }

  private static int[] expected() {
    int[] values = new int[3 * 5 * 7];
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        for (int channel = 0; channel < 3; channel++) {
          values[(channel * 5 + y) * 7 + x] = (colour(x, y) >> (16 - 8 * channel)) & 0xff;
        }
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void everyOrderOfColoursIsRedGreenBlue(int type) {
    var image = new BufferedImage(9, 8, type);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        image.setRGB(x + 1, y + 2, (0xff << 24) | colour(x, y));
      }
    }
    assertArrayEquals(expected(), values(image.getSubimage(1, 2, 7, 5)));
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
  void greyStaysAsBrightAsItIs(int type) {
    var image = new BufferedImage(7, 5, type);
    int unit = type == BufferedImage.TYPE_BYTE_GRAY ? 1 : 257;
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        image.getRaster().setSample(x, y, 0, (10 * y + x) * unit);
      }
    }
    int[] values = values(image);
    for (int i = 0; i < values.length; i++) {
      int y = i / 7 % 5;
      assertEquals(10 * y + i % 7, values[i], "at " + i);
    }
  }

  @Test
  void whatIsTransparentKeepsItsColour() {
    var image = new BufferedImage(7, 5, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        image.setRGB(x, y, ((x * 40) << 24) | colour(x, y));
      }
    }
    assertArrayEquals(expected(), values(image));
  }
}
