package io.crnas.export.parity;

/**
 * An object that was found, in pixels of the input.
 *
 * @param label its class, from 0
 */
public record FoundBox(int label, float score, float left, float top, float right, float bottom) {

  /** The farthest distance of two edges, in pixels. */
  double farthest(FoundBox other) {
    return Math.max(
        Math.max(Math.abs(left - other.left), Math.abs(top - other.top)),
        Math.max(Math.abs(right - other.right), Math.abs(bottom - other.bottom)));
  }

  double apart(FoundBox other) {
    return Math.abs((double) score - other.score);
  }

  /** Intersection over union. */
  double overlap(FoundBox other) {
    double width = Math.min(right, other.right) - Math.max(left, other.left);
    double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    double shared = Math.max(width, 0) * Math.max(height, 0);
    double union = area() + other.area() - shared;
    return union > 0 ? shared / union : 0;
  }

  private double area() {
    return ((double) right - left) * (bottom - top);
  }
}
