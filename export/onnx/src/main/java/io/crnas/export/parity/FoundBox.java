package io.crnas.export.parity;

import java.util.Optional;

/**
 * An object that was found, in pixels of the input.
 *
 * @param label its class, from 0
 * @param mask which part of its box it fills, where that was found
 */
public record FoundBox(
    int label,
    float score,
    float left,
    float top,
    float right,
    float bottom,
    Optional<FoundMask> mask) {

  /** An object whose mask was not looked for. */
  public FoundBox(int label, float score, float left, float top, float right, float bottom) {
    this(label, score, left, top, right, bottom, Optional.empty());
  }

  /** How far apart masks are in a cell at most; 1 where one side has none. */
  double masksApart(FoundBox other) {
    if (mask.isEmpty() && other.mask.isEmpty()) {
      return 0;
    }
    return mask.flatMap(own -> other.mask.map(own::farthest)).orElse(1.0);
  }

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
