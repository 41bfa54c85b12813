package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;
import java.util.List;

/**
 * Images as they go to the device, [N, 3, H, W], resized and padded to one size on the right and at
 * the bottom. They are normalised there, so that a byte a value crosses where it can: what a
 * network reads is {@code number * scale + shift} within each image and 0 in the padding.
 *
 * @param numbers channel by channel, 0 in the padding
 * @param padded H and W
 * @param sizes each image's own size within that
 * @param scale of each channel
 * @param shift of each channel
 */
public record ImageBatch(
    Numbers numbers, ImageSize padded, List<ImageSize> sizes, Rgb scale, Rgb shift) {
  private static final Rgb ONE = new Rgb(1, 1, 1);
  private static final Rgb NONE = new Rgb(0, 0, 0);

  public ImageBatch {
    if (numbers.length() != sizes.size() * 3 * padded.height() * padded.width()) {
      throw new IllegalArgumentException(
          numbers.length() + " numbers for " + sizes.size() + " images of " + padded);
    }
    for (ImageSize size : sizes) {
      if (size.height() > padded.height() || size.width() > padded.width()) {
        throw new IllegalArgumentException("an image of " + size + " in one of " + padded);
      }
    }
    sizes = List.copyOf(sizes);
  }

  /** Images that are normalised already, [N, 3, H, W]. */
  public static ImageBatch normalised(float[] pixels, ImageSize padded, List<ImageSize> sizes) {
    return new ImageBatch(new Numbers.Floats(pixels), padded, sizes, ONE, NONE);
  }

  /** How many images there are. */
  public int count() {
    return sizes.size();
  }

  /** What the network reads, [N, 3, H, W]: made here, for those that take it elsewhere. */
  public float[] pixels() {
    float[] pixels = new float[numbers.length()];
    int plane = padded.height() * padded.width();
    for (int image = 0; image < count(); image++) {
      ImageSize size = sizes.get(image);
      for (int channel = 0; channel < 3; channel++) {
        float factor = scale.channel(channel);
        float summand = shift.channel(channel);
        int first = (3 * image + channel) * plane;
        for (int y = 0; y < size.height(); y++) {
          int row = first + y * padded.width();
          for (int i = row; i < row + size.width(); i++) {
            pixels[i] = numbers.at(i) * factor + summand;
          }
        }
      }
    }
    return pixels;
  }
}
