package io.crnas.spaces.detector;

/**
 * What the detections of a head are ranked by from the first choice to the last: the greater, the
 * greater is the score. Scores themselves would not do where they come of a sigmoid: of great
 * outputs single precision makes 1, and which of them is better would be lost.
 */
public enum Likelihood {
  /** The score, as of regions. */
  SCORE,
  /** The output {@code scores}, of which a sigmoid makes the score. */
  LOGIT,
  /**
   * The product of the sigmoids of {@code scores} and {@code centreness}, the root of which is the
   * score (Tian et al., "FCOS", as torchvision has it).
   */
  PRODUCT;

  /** That of a score from 0 to 1; infinite where there is none. */
  public double of(double score) {
    return switch (this) {
      case SCORE -> score;
      case LOGIT -> Math.log(score / (1 - score));
      case PRODUCT -> score * score;
    };
  }
}
