package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;
import java.util.List;

/**
 * What every image goes through before the network sees it: resized (bilinear, {@code
 * align_corners=False}, no antialias), scaled to 0..1, normalised, and padded with zeros on the
 * right and at the bottom to the size of its batch. The steps of torchvision's {@code
 * GeneralizedRCNNTransform}.
 *
 * @param resize to what size
 * @param normalisation of pixels from 0 to 1
 * @param multiple the padded width and height are multiples of this; 32 for five levels of strides
 */
public record Preparation(Resize resize, PixelNormalisation normalisation, int multiple) {
  private static final int STRIDE = 32;

  public Preparation {
    if (multiple < 1) {
      throw new IllegalArgumentException("padded to multiples of " + multiple);
    }
  }

  /** Padded to multiples of 32. */
  public Preparation(Resize resize, PixelNormalisation normalisation) {
    this(resize, normalisation, STRIDE);
  }

  /** This size, ImageNet's normalisation, padded to multiples of 32. */
  public static Preparation of(int width, int height) {
    return new Preparation(
        new Resize.Fixed(new ImageSize(height, width)), PixelNormalisation.IMAGENET);
  }

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  public String canonical() {
    return "Preparation[resize=%s, mean=%s, deviation=%s, multiple=%s]"
        .formatted(
            switch (resize) {
              case Resize.Fixed fixed -> fixed.size().height() + "x" + fixed.size().width();
              case Resize.KeptAspect kept -> kept.shorter() + "/" + kept.longer();
            },
            normalisation.means().canonical(),
            normalisation.deviations().canonical(),
            multiple);
  }

  /** What a value from 0 to 255 is multiplied by. */
  Rgb scale() {
    Rgb deviation = normalisation.deviations();
    return new Rgb(
        1 / (255 * deviation.red()), 1 / (255 * deviation.green()), 1 / (255 * deviation.blue()));
  }

  /** What is then added. */
  Rgb shift() {
    Rgb mean = normalisation.means();
    Rgb deviation = normalisation.deviations();
    return new Rgb(
        -mean.red() / deviation.red(),
        -mean.green() / deviation.green(),
        -mean.blue() / deviation.blue());
  }

  /** The same normalisation at exactly this size, without padding. */
  public Preparation at(ImageSize size) {
    return new Preparation(new Resize.Fixed(size), normalisation, 1);
  }

  /** The size of a batch with the largest image on its side, padding included. */
  public ImageSize paddedSize() {
    return padded(List.of(resize.largest()));
  }

  /** The size of a batch of images of these sizes, padding included. */
  ImageSize padded(List<ImageSize> sizes) {
    return new ImageSize(
        padded(sizes.stream().mapToInt(ImageSize::height).max().orElseThrow()),
        padded(sizes.stream().mapToInt(ImageSize::width).max().orElseThrow()));
  }

  private int padded(int pixels) {
    return Math.ceilDiv(pixels, multiple) * multiple;
  }
}
