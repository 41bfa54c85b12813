package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;

/**
 * A rectangle of an image.
 *
 * @param left first column, in pixels
 * @param top first row, in pixels
 * @param size in pixels
 */
record Part(int left, int top, ImageSize size) {

  /**
   * The middle of an image: as much as there is of the shape of the input, and of its sides so
   * much.
   *
   * @param input the size that it is brought to
   * @param sides from above 0 to 1
   */
  static Part middle(ImageSize image, ImageSize input, double sides) {
    double scale =
        sides
            * Math.min(
                (double) image.height() / input.height(), (double) image.width() / input.width());
    int height = side(scale * input.height(), image.height());
    int width = side(scale * input.width(), image.width());
    return new Part(
        (image.width() - width) / 2, (image.height() - height) / 2, new ImageSize(height, width));
  }

  private static int side(double length, int most) {
    return Math.clamp(Math.round(length), 1, most);
  }

  /** Its pixels, [3, H, W], of those of an image of this size. */
  byte[] of(Numbers planes, ImageSize image) {
    int area = size.height() * size.width();
    var part = new byte[3 * area];
    byte[] whole = ((Numbers.Bytes) planes).values();
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < size.height(); y++) {
        int from = (channel * image.height() + top + y) * image.width() + left;
        System.arraycopy(whole, from, part, channel * area + y * size.width(), size.width());
      }
    }
    return part;
  }
}
