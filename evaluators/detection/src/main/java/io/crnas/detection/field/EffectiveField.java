package io.crnas.detection.field;

import io.crnas.spaces.ImageSize;
import io.crnas.spaces.network.ReceptiveField;

/**
 * How much each pixel of the input moves one cell of an output: the share of the pixel in the sum
 * of all gradients by size (Luo et al., "Understanding the Effective Receptive Field in Deep
 * Convolutional Neural Networks", NeurIPS 2016).
 */
public final class EffectiveField {
  /** What a Gaussian has within two standard deviations of its centre, in two dimensions. */
  private static final double SHARE = 1 - Math.exp(-2);

  private final ReceptiveField theoretical;
  private final ImageSize size;
  private final int row;
  private final int column;
  private final double[] shares;

  /**
   * @param row of the pixel that the cell stands for
   * @param column of that pixel
   * @param sums of the gradients' sizes, row by row; not to be written to afterwards
   */
  EffectiveField(ReceptiveField theoretical, ImageSize size, int row, int column, double[] sums) {
    double total = 0;
    for (double sum : sums) {
      total += sum;
    }
    if (!(total > 0) || Double.isInfinite(total)) {
      throw new IllegalArgumentException("gradients that add up to " + total);
    }
    this.theoretical = theoretical;
    this.size = size;
    this.row = row;
    this.column = column;
    this.shares = sums;
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= total;
    }
  }

  /** All that could matter. */
  public ReceptiveField theoretical() {
    return theoretical;
  }

  /** Of the input. */
  public ImageSize size() {
    return size;
  }

  /** The row of the pixel that the cell stands for, which its anchors are placed around. */
  public int row() {
    return row;
  }

  /** The column of that pixel. */
  public int column() {
    return column;
  }

  /** The share of a pixel; all together are 1. */
  public double share(int y, int x) {
    return shares[y * size.width() + x];
  }

  /**
   * The radius of the circle around the cell's pixel that has 1 - exp(-2), 86.5 %, of the field, in
   * pixels: two standard deviations where the field is a Gaussian.
   */
  public double radius() {
    double[] byDistance = new double[size.height() * size.height() + size.width() * size.width()];
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        byDistance[(y - row) * (y - row) + (x - column) * (x - column)] += share(y, x);
      }
    }
    double inside = 0;
    int squared = -1;
    while (inside < SHARE && squared < byDistance.length - 1) {
      inside += byDistance[++squared];
    }
    return Math.sqrt(squared);
  }
}
