package io.crnas.runtime;

import java.util.Optional;

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
 * @param mask which part of the box it fills, where the file finds that
 */
public record Detection(
    String category,
    int label,
    float score,
    float left,
    float top,
    float right,
    float bottom,
    Optional<BoxMask> mask) {

  /** An object whose mask was not looked for. */
  public Detection(
      String category, int label, float score, float left, float top, float right, float bottom) {
    this(category, label, score, left, top, right, bottom, Optional.empty());
  }

  /**
   * Whether a point of the image belongs to the object more likely than not: by its mask, or where
   * none was found by its box.
   */
  public boolean covers(double x, double y) {
    boolean inside = x >= left && x <= right && y >= top && y <= bottom;
    return inside
        && mask.map(found -> found.at((x - left) / width(), (y - top) / height()) > 0.5)
            .orElse(true);
  }

  /** In pixels. */
  public float width() {
    return right - left;
  }

  /** In pixels. */
  public float height() {
    return bottom - top;
  }
}
