package io.crnas.detection.metric;

import java.util.Comparator;

/**
 * A detection after it was held against the ground truth of its image and category. A bit for each
 * area range and IoU threshold says whether it met an object, and whether it counts at all.
 *
 * @param score how sure the detector was
 * @param rank its place among the detections of its image and category, 0 for the surest
 * @param matched see {@link #bit}
 * @param ignored see {@link #bit}
 */
record Judged(double score, int rank, long matched, long ignored) {

  /** The surest first; equal scores stay as they were. The difference makes -0.0 and 0.0 equal. */
  static final Comparator<Judged> BY_SCORE =
      Comparator.comparingDouble(judged -> 0.0 - judged.score());

  /** Where the answer for an area range and an IoU threshold is. */
  static int bit(int area, int threshold) {
    return area * Protocol.IOU.length + threshold;
  }
}
