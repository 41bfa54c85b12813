package io.crnas.runtime;

/**
 * Which part of its box an object fills: how likely each cell of a square grid over the box belongs
 * to it. Immutable.
 */
public final class BoxMask {
  private final int side;
  private final float[] probabilities;

  BoxMask(int side, float[] probabilities) {
    this.side = side;
    this.probabilities = probabilities;
  }

  /** Cells along each side of the box. */
  public int side() {
    return side;
  }

  /** The probability of each cell, row by row; a copy. */
  public float[] probabilities() {
    return probabilities.clone();
  }

  /**
   * The probability at a point of the box, bilinear between the middles of the cells.
   *
   * @param x from 0 at the left edge to 1 at the right one; further out it is 0
   * @param y from 0 at the upper edge to 1 at the lower one
   */
  public double at(double x, double y) {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
      return 0;
    }
    double column = Math.clamp(x * side - 0.5, 0, side - 1);
    double row = Math.clamp(y * side - 0.5, 0, side - 1);
    int left = (int) column;
    int top = (int) row;
    int right = Math.min(left + 1, side - 1);
    int bottom = Math.min(top + 1, side - 1);
    double across = column - left;
    double upper = cell(left, top) * (1 - across) + cell(right, top) * across;
    double lower = cell(left, bottom) * (1 - across) + cell(right, bottom) * across;
    return upper + (lower - upper) * (row - top);
  }

  private double cell(int column, int row) {
    return probabilities[row * side + column];
  }
}
