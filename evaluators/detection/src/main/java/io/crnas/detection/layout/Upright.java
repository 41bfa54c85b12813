package io.crnas.detection.layout;

import io.crnas.detection.data.Image;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * Turns decoded pixels upright and into red, green and blue, as Pillow's {@code
 * ImageOps.exif_transpose(image).convert("RGB")} does: what is transparent keeps its colour, a
 * colour profile is not applied, and 16 bits become 8. For 16-bit grey, which Pillow would cut off
 * at 255, a value is divided by 257.
 */
final class Upright {
  private Upright() {}

  /** How samples become bytes. */
  private enum Samples {
    /** Those of the first band are grey. */
    GREY,
    GREY_16,
    RED_GREEN_BLUE,
    RED_GREEN_BLUE_16,
    /** By their colour model. */
    OTHERS
  }

  static Image image(BufferedImage decoded, Orientation orientation) {
    int width = decoded.getWidth();
    int height = decoded.getHeight();
    Samples samples = samples(decoded);
    byte[] planes = new byte[3 * width * height];
    int across = orientation.transposed() ? height : width;
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      int b = orientation.topBottom() ? height - 1 - y : y;
      for (int channel = 0; channel < 3; channel++) {
        fill(row, decoded, samples, y, channel);
        int plane = channel * width * height;
        for (int x = 0; x < width; x++) {
          int a = orientation.leftRight() ? width - 1 - x : x;
          planes[plane + (orientation.transposed() ? a * across + b : b * across + a)] =
              (byte) row[x];
        }
      }
    }
    return Image.of(across, orientation.transposed() ? width : height, planes);
  }

  private static Samples samples(BufferedImage decoded) {
    Raster raster = decoded.getRaster();
    ColorModel colours = decoded.getColorModel();
    int type = raster.getSampleModel().getDataType();
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

  private static void fill(int[] row, BufferedImage decoded, Samples samples, int y, int channel) {
    int width = row.length;
    Raster raster = decoded.getRaster();
    switch (samples) {
      case GREY -> raster.getSamples(0, y, width, 1, 0, row);
      case GREY_16 -> {
        raster.getSamples(0, y, width, 1, 0, row);
        Arrays.setAll(row, x -> (row[x] + 128) / 257);
      }
      case RED_GREEN_BLUE -> raster.getSamples(0, y, width, 1, channel, row);
      case RED_GREEN_BLUE_16 -> {
        raster.getSamples(0, y, width, 1, channel, row);
        Arrays.setAll(row, x -> row[x] >> 8);
      }
      case OTHERS -> {
        decoded.getRGB(0, y, width, 1, row, 0, width);
        Arrays.setAll(row, x -> row[x] >> (16 - 8 * channel));
      }
    }
  }
}
