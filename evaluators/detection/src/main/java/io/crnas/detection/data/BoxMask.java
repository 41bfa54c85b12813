package io.crnas.detection.data;

import io.crnas.detection.mask.Bounds;
import io.crnas.detection.mask.Mask;
import io.crnas.spaces.ImageSize;

/**
 * Which part of a box an object fills, as probabilities on a square grid over the box. Immutable.
 */
public final class BoxMask {
  private static final float INSIDE = 0.5f;

  private final int side;
  private final float[] probabilities;

  /**
   * @param side of the grid, in cells
   * @param probabilities of each cell, row by row
   */
  public BoxMask(int side, float[] probabilities) {
    if (side < 1 || probabilities.length != side * side) {
      throw new IllegalArgumentException(
          "%d probabilities for %d x %d cells".formatted(probabilities.length, side, side));
    }
    this.side = side;
    this.probabilities = probabilities.clone();
  }

  /** Cells along each side. */
  public int side() {
    return side;
  }

  /** The probability of each cell, row by row; a copy. */
  public float[] probabilities() {
    return probabilities.clone();
  }

  /** The probability of a cell. */
  public float at(int x, int y) {
    return probabilities[y * side + x];
  }

  /** The same in the box mirrored left to right, top to bottom or both. */
  BoxMask flipped(boolean horizontally, boolean vertically) {
    float[] moved = new float[probabilities.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        moved[y * side + x] = at(horizontally ? side - 1 - x : x, vertically ? side - 1 - y : y);
      }
    }
    return new BoxMask(side, moved);
  }

  /**
   * The pixels of an image that are in the object more likely than not: bilinear between the cells,
   * as torchvision.models.detection.roi_heads.paste_masks_in_image, and above 0.5.
   */
  public Mask in(Box box, ImageSize image) {
    int padded = side + 2;
    // A ring of zeros, so that the object ends where the box does.
    float[] plane = new float[padded * padded];
    for (int y = 0; y < side; y++) {
      System.arraycopy(probabilities, y * side, plane, (y + 1) * padded + 1, side);
    }
    float scale = (float) ((double) padded / side);
    float halfWidth = (box.x2() - box.x1()) * 0.5f * scale;
    float halfHeight = (box.y2() - box.y1()) * 0.5f * scale;
    float centreX = (box.x2() + box.x1()) * 0.5f;
    float centreY = (box.y2() + box.y1()) * 0.5f;
    int left = (int) (centreX - halfWidth);
    int top = (int) (centreY - halfHeight);
    int right = (int) (centreX + halfWidth) + 1;
    int bottom = (int) (centreY + halfHeight) + 1;
    var resized = new Bilinear(padded, padded, bottom - top, right - left);
    int x = Math.clamp(left, 0, image.width());
    int y = Math.clamp(top, 0, image.height());
    var bounds =
        new Bounds(
            x,
            y,
            Math.clamp(right, x, image.width()) - x,
            Math.clamp(bottom, y, image.height()) - y);
    return Mask.of(
        image.height(),
        image.width(),
        bounds,
        (column, row) -> resized.at(plane, row - top, column - left) > INSIDE);
  }
}
