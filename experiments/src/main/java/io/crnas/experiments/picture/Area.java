package io.crnas.experiments.picture;

/**
 * An upright rectangle in pixels; x grows to the right, y downwards.
 *
 * @param left edge
 * @param top edge
 * @param right edge, at least the left one
 * @param bottom edge, at least the top one
 */
public record Area(double left, double top, double right, double bottom) {

  /** Whether two have more than an edge in common. */
  boolean overlaps(Area other) {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
}
