package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;
import java.awt.image.BufferedImage;

/** An image: [3, H, W] bytes, red, green and blue planes, rows from the top. Immutable. */
public final class Image {
  private final int width;
  private final int height;
  private final byte[] planes;

  private Image(int width, int height, byte[] planes) {
    if (width < 1 || height < 1 || planes.length != 3 * width * height) {
      throw new IllegalArgumentException(
          "%d bytes for 3 x %d x %d".formatted(planes.length, height, width));
    }
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  /** An image of a copy of these [3, H, W] bytes, each read as 0 to 255. */
  public static Image of(int width, int height, byte[] planes) {
    return new Image(width, height, planes.clone());
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public ImageSize size() {
    return new ImageSize(height, width);
  }

  /** One value, 0 to 255; channel 0 is red, 1 green, 2 blue. */
  public int value(int channel, int y, int x) {
    return planes[(channel * height + y) * width + x] & 0xFF;
  }

  /** The [3, H, W] bytes themselves, not to be written to. */
  byte[] planes() {
    return planes;
  }

  /** For drawing on and for writing as a file: a copy as {@link BufferedImage#TYPE_INT_RGB}. */
  public BufferedImage toBufferedImage() {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, value(0, y, x) << 16 | value(1, y, x) << 8 | value(2, y, x));
      }
    }
    return image;
  }
}
