package io.crnas.export.parity;

import io.crnas.spaces.detector.Yields;

/**
 * When two detections are the same one, and where rounding alone may decide that one is there.
 *
 * @param pixels edges are at most so far apart
 * @param score scores are at most so far apart
 * @param overlap an IoU so near the limit of non-maximum suppression may lie on either side of it
 * @param mask how far apart the probabilities of a mask's cell are at most
 * @param alone the part of all detections that may be on one side alone without such a reason
 * @param chosen how the detector chooses
 */
public record DetectionRules(
    double pixels,
    double score,
    double overlap,
    double mask,
    double alone,
    Yields.Detections chosen) {

  /** Two boxes that are no further apart, in units of the pixels allowed, are meant to be one. */
  private static final double MOVED = 10;

  /** Edges within 0.1 pixels, scores within 1e-4, overlaps within 1e-3. */
  public static DetectionRules of(Yields.Detections chosen) {
    return new DetectionRules(0.1, 1e-4, 1e-3, 0.01, 0, chosen);
  }

  boolean same(FoundBox one, FoundBox other) {
    return one.label() == other.label()
        && one.apart(other) <= score
        && one.farthest(other) <= pixels
        && one.masksApart(other) <= mask;
  }

  /** Whether a score may lie on either side of the least that a detection has. */
  boolean atThreshold(FoundBox box) {
    return Math.abs(box.score() - chosen.scoreThreshold()) <= score;
  }

  /** Whether one may have been suppressed by the other, or not. */
  boolean atOverlap(FoundBox box, FoundBox better) {
    return box.label() == better.label()
        && Math.abs(box.overlap(better) - chosen.nmsThreshold()) <= overlap;
  }

  /** Whether either may have been suppressed by the other; one that is moved is no other. */
  boolean exchanged(FoundBox box, FoundBox other) {
    return box.label() == other.label()
        && box.apart(other) <= score
        && box.farthest(other) > MOVED * pixels
        && box.overlap(other) >= chosen.nmsThreshold() - overlap;
  }
}
