package io.crnas.framework.surrogate;

/** A positive definite matrix as the product of a triangle and its transpose. */
final class Cholesky {
  private final double[][] lower;

  /**
   * @param matrix symmetric; its lower triangle is read
   * @throws ArithmeticException if it is not positive definite
   */
  Cholesky(double[][] matrix) {
    int size = matrix.length;
    lower = new double[size][];
    for (int i = 0; i < size; i++) {
      lower[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        if (i == j && !(sum > 0)) {
          throw new ArithmeticException("not positive definite in row " + i + ": " + sum);
        }
        lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
      }
    }
  }

  /** The logarithm of the determinant. */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < lower.length; i++) {
      sum += 2 * Math.log(lower[i][i]);
    }
    return sum;
  }

  /** x with matrix x = right. */
  double[] solve(double[] right) {
    double[] solution = half(right);
    for (int i = solution.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < solution.length; k++) {
        solution[i] -= lower[k][i] * solution[k];
      }
      solution[i] /= lower[i][i];
    }
    return solution;
  }

  /** y with triangle y = right. */
  double[] half(double[] right) {
    double[] solution = right.clone();
    for (int i = 0; i < solution.length; i++) {
      for (int k = 0; k < i; k++) {
        solution[i] -= lower[i][k] * solution[k];
      }
      solution[i] /= lower[i][i];
    }
    return solution;
  }
}
