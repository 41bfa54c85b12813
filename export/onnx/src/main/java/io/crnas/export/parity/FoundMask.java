package io.crnas.export.parity;

/** Which part of its box an object fills: the probability of each cell of a square grid. */
public final class FoundMask {
  private final float[] probabilities;

  /** A copy of these, row by row. */
  public FoundMask(float[] probabilities) {
    this.probabilities = probabilities.clone();
  }

  /** How far apart two are in a cell at most; 1 where they have other numbers of cells. */
  double farthest(FoundMask other) {
    if (probabilities.length != other.probabilities.length) {
      return 1;
    }
    double most = 0;
    for (int i = 0; i < probabilities.length; i++) {
      most = Math.max(most, Math.abs((double) probabilities[i] - other.probabilities[i]));
    }
    return most;
  }
}
