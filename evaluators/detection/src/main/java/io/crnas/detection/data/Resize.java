package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;

/** To what size images are brought before the network sees them. */
public sealed interface Resize {

  /** What a text form looks like, as a regular expression. */
  String PATTERN = "[1-9][0-9]{0,4}[x/][1-9][0-9]{0,4}";

  /** The size that an image of this size gets, without padding. */
  ImageSize of(ImageSize image);

  /** The largest size that comes out for images lying on their side. */
  ImageSize largest();

  /**
   * Every image to one size, whatever its aspect ratio; written like {@code 240x320}, height before
   * width.
   *
   * @param size in pixels
   */
  record Fixed(ImageSize size) implements Resize {
    @Override
    public ImageSize of(ImageSize image) {
      return size;
    }

    @Override
    public ImageSize largest() {
      return size;
    }

    @Override
    public String toString() {
      return size.toString();
    }
  }

  /**
   * Each image as large as it may be with its aspect ratio kept, its shorter side at most so long
   * and its longer side at most so long; written like {@code 800/1333}. Sides are rounded as
   * torchvision 0.14.1's {@code GeneralizedRCNNTransform} rounds them, down and in single
   * precision, so that a side may be a pixel short.
   *
   * @param shorter the most pixels of the shorter side
   * @param longer the most pixels of the longer side
   */
  record KeptAspect(int shorter, int longer) implements Resize {
    public KeptAspect {
      if (shorter < 1 || longer < shorter) {
        throw new IllegalArgumentException(
            "a shorter side of %d and a longer one of %d pixels".formatted(shorter, longer));
      }
    }

    @Override
    public ImageSize of(ImageSize image) {
      int least = Math.min(image.height(), image.width());
      int most = Math.max(image.height(), image.width());
      // PyTorch divides a number by a tensor as a product with the tensor's reciprocal.
      float scale = Math.min(shorter * (1f / least), longer * (1f / most));
      return new ImageSize(side(image.height(), scale), side(image.width(), scale));
    }

    private static int side(int pixels, float scale) {
      return Math.max(1, (int) (pixels * (double) scale));
    }

    @Override
    public ImageSize largest() {
      return new ImageSize(shorter, longer);
    }

    @Override
    public String toString() {
      return shorter + "/" + longer;
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is neither height, x, width nor shorter, slash, longer
   */
  static Resize parse(String text) {
    if (!text.matches(PATTERN)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size, expected one like 240x320 or 800/1333");
    }
    int slash = text.indexOf('/');
    return slash < 0
        ? new Fixed(ImageSize.parse(text))
        : new KeptAspect(
            Integer.parseInt(text.substring(0, slash)),
            Integer.parseInt(text.substring(slash + 1)));
  }
}
