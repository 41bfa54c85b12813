package io.crnas.runtime;

/**
 * To what size an image is brought, in its aspect ratio or not; bilinear, {@code
 * align_corners=False}, without antialias, as {@code torch.nn.functional.interpolate} does it.
 */
public sealed interface Resize {

  /** Height of an image of this size after the resize, in pixels. */
  int height(int height, int width);

  /** Width of an image of this size after the resize, in pixels. */
  int width(int height, int width);

  /**
   * Every image to one size, whatever its aspect ratio.
   *
   * @param toHeight in pixels
   * @param toWidth in pixels
   */
  record Stretched(int toHeight, int toWidth) implements Resize {
    public Stretched {
      if (toHeight < 1 || toWidth < 1) {
        throw new IllegalArgumentException("an image of " + toHeight + "x" + toWidth + " is empty");
      }
    }

    @Override
    public int height(int height, int width) {
      return toHeight;
    }

    @Override
    public int width(int height, int width) {
      return toWidth;
    }

    @Override
    public String toString() {
      return toHeight + "x" + toWidth;
    }
  }

  /**
   * Each image as large as it may be with its aspect ratio kept. Sides are rounded down, in single
   * precision, as torchvision's {@code GeneralizedRCNNTransform} rounds them.
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
    public int height(int height, int width) {
      return side(height, scale(height, width));
    }

    @Override
    public int width(int height, int width) {
      return side(width, scale(height, width));
    }

    private float scale(int height, int width) {
      // A product with the reciprocal, as PyTorch divides a number by a tensor.
      return Math.min(
          shorter * (1f / Math.min(height, width)), longer * (1f / Math.max(height, width)));
    }

    private static int side(int pixels, float scale) {
      return Math.max(1, (int) (pixels * (double) scale));
    }

    @Override
    public String toString() {
      return shorter + "/" + longer;
    }
  }
}
