package io.crnas.detection.data;

import io.crnas.detection.mask.CompressedMask;
import io.crnas.spaces.ImageSize;

/**
 * The mask of an object in a prepared image, unpacked only where it is asked for.
 *
 * @param original in the image as it was
 * @param size the image's after the resize
 * @param flippedHorizontally whether it was then mirrored left to right
 * @param flippedVertically whether it was then mirrored top to bottom
 */
public record PreparedMask(
    CompressedMask original,
    ImageSize size,
    boolean flippedHorizontally,
    boolean flippedVertically) {

  /** A mask in an image as it is. */
  public static PreparedMask of(CompressedMask mask) {
    return new PreparedMask(mask, new ImageSize(mask.height(), mask.width()), false, false);
  }

  /** 1 for the object's pixels and 0 for others, row by row; [H, W] of the prepared image. */
  public float[] pixels() {
    int height = size.height();
    int width = size.width();
    float[] pixels = original.mask().resized(height, width);
    if (flippedHorizontally) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width / 2; x++) {
          swap(pixels, y * width + x, y * width + width - 1 - x);
        }
      }
    }
    if (flippedVertically) {
      for (int y = 0; y < height / 2; y++) {
        for (int x = 0; x < width; x++) {
          swap(pixels, y * width + x, (height - 1 - y) * width + x);
        }
      }
    }
    return pixels;
  }

  private static void swap(float[] values, int i, int j) {
    float value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
