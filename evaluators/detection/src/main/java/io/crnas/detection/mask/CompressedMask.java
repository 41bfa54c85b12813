package io.crnas.detection.mask;

/**
 * A mask in little memory: about a byte for a run.
 *
 * @param height the image's height in pixels
 * @param width the image's width in pixels
 * @param counts COCO's compressed {@code counts}
 */
public record CompressedMask(int height, int width, String counts) {

  /** A mask, compressed. */
  public static CompressedMask of(Mask mask) {
    return new CompressedMask(mask.height(), mask.width(), mask.text());
  }

  /**
   * The mask itself, made anew.
   *
   * @throws IllegalArgumentException when the counts are not those of a mask of this size
   */
  public Mask mask() {
    return Mask.ofText(height, width, counts);
  }
}
