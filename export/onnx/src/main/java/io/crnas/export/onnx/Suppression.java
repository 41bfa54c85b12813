package io.crnas.export.onnx;

import io.crnas.spaces.detector.Likelihood;
import io.crnas.spaces.detector.Yields;

/**
 * Non-maximum suppression: of boxes with a higher score than the threshold those that no better one
 * of their group overlaps by more than the limit.
 *
 * @param most of a group
 * @param overlap the limit, an IoU
 * @param threshold which scores are above
 * @param nothing the score of what is dropped, not above the threshold
 */
record Suppression(int most, double overlap, double threshold, double nothing) {
  /** Logits are above. */
  private static final double LOW = -1e38;

  private static final double LOWEST = -3e38;

  /**
   * Boxes to be suppressed.
   *
   * @param boxes [G, B, 4]
   * @param scores [G, Q, B]: boxes of each of Q groups; G may be more than the images, which are
   *     then the slower part of it
   */
  record Candidates(String boxes, String scores) {}

  static Suppression of(Yields.Proposals proposals) {
    return new Suppression(proposals.detection().postNms(), proposals.nmsThreshold(), LOW, LOWEST);
  }

  static Suppression of(Yields.Detections detections, Likelihood likelihood) {
    return new Suppression(
        detections.most(),
        detections.nmsThreshold(),
        Math.clamp(likelihood.of(detections.scoreThreshold()), LOW, -LOW),
        switch (likelihood) {
          case SCORE, PRODUCT -> 0;
          case LOGIT -> LOWEST;
        });
  }

  /** The candidates' scores, of what is dropped {@link #nothing}: [G, Q, B]. */
  String kept(Scope scope, Candidates candidates) {
    String scores = candidates.scores();
    String selected =
        scope.op(
            "nms",
            "NonMaxSuppression",
            candidates.boxes(),
            scores,
            scope.integers(most),
            scope.number(overlap),
            scope.number(threshold));
    String values = scope.op("survivors", "GatherND", scores, selected);
    String shape = scope.op("shape", "Shape", scores);
    String empty = scope.op("empty", "Expand", scope.number(nothing), shape);
    return scope.op("kept", "ScatterND", empty, selected, values);
  }
}
