package io.crnas.export.onnx;

import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;

/**
 * What a head's boxes are ranked by from the first choice to the last: the greater, the greater is
 * the score. Scores themselves would not do where they come of a sigmoid: of great outputs single
 * precision makes 1, and which of them is better would be lost.
 */
enum Likelihood {
  /** The score. */
  SCORE,
  /** What a sigmoid makes the score of. */
  LOGIT,
  /** What the root of is the score. */
  SQUARE;

  /** That of a head which yields detections. */
  static Likelihood of(Head head) {
    return switch (head.reads()) {
      case Reads.Rois _ -> SCORE;
      case Reads.EachLevel _ ->
          head.network().outputs().containsKey(LevelHead.CENTRENESS) ? SQUARE : LOGIT;
    };
  }

  /** That of a score from 0 to 1. */
  double of(double score) {
    return switch (this) {
      case SCORE -> score;
      case LOGIT -> Math.clamp(Math.log(score / (1 - score)), Suppression.LOW, -Suppression.LOW);
      case SQUARE -> score * score;
    };
  }

  /** That of what is no box, not above that of any score. */
  double nothing() {
    return switch (this) {
      case SCORE, SQUARE -> 0;
      case LOGIT -> Suppression.LOWEST;
    };
  }

  /** The scores, of nothing 0. */
  String scores(Scope scope, String likelihoods) {
    return switch (this) {
      case SCORE -> likelihoods;
      case LOGIT -> scope.op("score", "Sigmoid", likelihoods);
      case SQUARE -> scope.op("score", "Sqrt", likelihoods);
    };
  }
}
