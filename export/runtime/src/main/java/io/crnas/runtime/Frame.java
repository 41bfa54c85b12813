package io.crnas.runtime;

import java.awt.image.BufferedImage;

/**
 * The sizes of an image on its way to the network, in pixels.
 *
 * @param imageHeight as it was given
 * @param imageWidth as it was given
 * @param height after the resize
 * @param width after the resize
 * @param size with the padding
 */
record Frame(int imageHeight, int imageWidth, int height, int width, Size size) {

  /** What images of one batch have in common. */
  record Size(int height, int width) {}

  static Frame of(BufferedImage image, Preprocessing preprocessing) {
    Resize resize = preprocessing.resize();
    int height = resize.height(image.getHeight(), image.getWidth());
    int width = resize.width(image.getHeight(), image.getWidth());
    return new Frame(
        image.getHeight(),
        image.getWidth(),
        height,
        width,
        new Size(preprocessing.padded(height), preprocessing.padded(width)));
  }

  /** Pixels that are taken as they are. */
  static Frame asIs(int height, int width) {
    return new Frame(height, width, height, width, new Size(height, width));
  }
}
