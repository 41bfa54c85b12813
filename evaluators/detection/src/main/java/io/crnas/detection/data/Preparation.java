package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;

/**
 * What every picture goes through before the network sees it: resized to one size (bilinear, {@code
 * align_corners=False}, no antialias), scaled to 0..1, normalised, and padded with zeros on the
 * right and at the bottom. The steps of torchvision's {@code GeneralizedRCNNTransform}, with a
 * fixed size.
 *
 * @param width pixels after the resize
 * @param height pixels after the resize
 * @param mean subtracted from each channel
 * @param deviation what each channel is then divided by; not zero
 * @param multiple the padded width and height are multiples of this; 32 for five levels of strides
 */
public record Preparation(int width, int height, Rgb mean, Rgb deviation, int multiple) {
  public Preparation {
    if (width < 1 || height < 1 || multiple < 1) {
      throw new IllegalArgumentException(
          "%d x %d pixels, padded to multiples of %d".formatted(width, height, multiple));
    }
    if (!(deviation.red() > 0 && deviation.green() > 0 && deviation.blue() > 0)) {
      throw new IllegalArgumentException("deviation " + deviation);
    }
  }

  /** This size, ImageNet's normalisation, padded to multiples of 32. */
  public static Preparation of(int width, int height) {
    return new Preparation(width, height, Rgb.IMAGENET_MEAN, Rgb.IMAGENET_DEVIATION, 32);
  }

  /** The width of a batch in pixels, padding included. */
  public int paddedWidth() {
    return Math.ceilDiv(width, multiple) * multiple;
  }

  /** The height of a batch in pixels, padding included. */
  public int paddedHeight() {
    return Math.ceilDiv(height, multiple) * multiple;
  }

  /** The size of a batch's images, padding included. */
  public ImageSize paddedSize() {
    return new ImageSize(paddedHeight(), paddedWidth());
  }
}
