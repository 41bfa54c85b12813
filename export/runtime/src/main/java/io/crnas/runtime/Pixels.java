package io.crnas.runtime;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * Red, green and blue of an image, 0 to 255, row by row: what is transparent keeps its colour, a
 * colour profile is not applied, 16 bits become 8, and grey is red, green and blue alike.
 */
final class Pixels {
  private final BufferedImage image;
  private final Samples samples;
  private final int[] row;

  /** How samples become numbers from 0 to 255. */
  private enum Samples {
    /** Those of the first band are grey. */
    GREY,
    GREY_16,
    RED_GREEN_BLUE,
    RED_GREEN_BLUE_16,
    /** By their colour model. */
    OTHERS
  }

  Pixels(BufferedImage image) {
    this.image = image;
    this.samples = samples(image);
    this.row = new int[image.getWidth()];
  }

  private static Samples samples(BufferedImage image) {
    ColorModel colours = image.getColorModel();
    int type = image.getRaster().getSampleModel().getDataType();
    boolean bytes = type == DataBuffer.TYPE_BYTE;
    if (!(colours instanceof ComponentColorModel)
        || !(bytes || type == DataBuffer.TYPE_USHORT)
        || colours.isAlphaPremultiplied()) {
      return Samples.OTHERS;
    }
    // Grey goes through a colour model as linear light and comes out brighter, so it is copied.
    return switch (colours.getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY -> bytes ? Samples.GREY : Samples.GREY_16;
      case ColorSpace.TYPE_RGB -> bytes ? Samples.RED_GREEN_BLUE : Samples.RED_GREEN_BLUE_16;
      default -> Samples.OTHERS;
    };
  }

  int height() {
    return image.getHeight();
  }

  int width() {
    return row.length;
  }

  /**
   * Reads a row.
   *
   * @param channels red, green and blue, each as long as a row
   */
  void read(int y, float[][] channels) {
    int width = row.length;
    Raster raster = image.getRaster();
    switch (samples) {
      case GREY, GREY_16 -> {
        raster.getSamples(0, y, width, 1, 0, row);
        for (int x = 0; x < width; x++) {
          int value = samples == Samples.GREY ? row[x] : (row[x] + 128) / 257;
          channels[0][x] = value;
          channels[1][x] = value;
          channels[2][x] = value;
        }
      }
      case RED_GREEN_BLUE, RED_GREEN_BLUE_16 -> {
        int shift = samples == Samples.RED_GREEN_BLUE ? 0 : Byte.SIZE;
        for (int channel = 0; channel < channels.length; channel++) {
          raster.getSamples(0, y, width, 1, channel, row);
          for (int x = 0; x < width; x++) {
            channels[channel][x] = row[x] >> shift;
          }
        }
      }
      case OTHERS -> {
        image.getRGB(0, y, width, 1, row, 0, width);
        for (int x = 0; x < width; x++) {
          channels[0][x] = row[x] >> 16 & 0xff;
          channels[1][x] = row[x] >> 8 & 0xff;
          channels[2][x] = row[x] & 0xff;
        }
      }
    }
  }
}
