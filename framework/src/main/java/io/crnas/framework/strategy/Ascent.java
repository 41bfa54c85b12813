package io.crnas.framework.strategy;

/**
 * Moves numbers up a gradient, each by about the rate whatever the gradient's scale: Adam (Kingma
 * and Ba, ICLR 2015) with its usual decays 0.9 and 0.999.
 */
final class Ascent {
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;

  /** Against a division by zero. */
  private static final double EPSILON = 1e-12;

  private final double rate;
  private final double[][] values;
  private final double[][] means;
  private final double[][] squares;
  private int steps;

  /**
   * From zeros on.
   *
   * @param sizes how many numbers each row has
   */
  Ascent(double rate, int... sizes) {
    this.rate = rate;
    this.values = rows(sizes);
    this.means = rows(sizes);
    this.squares = rows(sizes);
  }

  private static double[][] rows(int... sizes) {
    double[][] rows = new double[sizes.length][];
    for (int i = 0; i < sizes.length; i++) {
      rows[i] = new double[sizes[i]];
    }
    return rows;
  }

  /** The numbers themselves. */
  double[][] values() {
    return values;
  }

  /** One step up a gradient of their shape. */
  void step(double[][] gradient) {
    steps++;
    double ofMean = 1 - Math.pow(FIRST, steps);
    double ofSquare = 1 - Math.pow(SECOND, steps);
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values[i].length; j++) {
        double slope = gradient[i][j];
        means[i][j] = FIRST * means[i][j] + (1 - FIRST) * slope;
        squares[i][j] = SECOND * squares[i][j] + (1 - SECOND) * slope * slope;
        values[i][j] +=
            rate * (means[i][j] / ofMean) / (Math.sqrt(squares[i][j] / ofSquare) + EPSILON);
      }
    }
  }
}
