package io.crnas.runtime;

/**
 * An object that was found. x grows to the right, y downwards; the image spans [0, width] x [0,
 * height].
 *
 * @param category one of the file's classes
 * @param label its place among them, from 0
 * @param score how sure that is, from 0 to 1
 * @param left edge of the box in pixels
 * @param top edge of the box in pixels
 * @param right edge of the box in pixels
 * @param bottom edge of the box in pixels
 */
public record Detection(
    String category, int label, float score, float left, float top, float right, float bottom) {

  /** In pixels. */
  public float width() {
    return right - left;
  }

  /** In pixels. */
  public float height() {
    return bottom - top;
  }
}
