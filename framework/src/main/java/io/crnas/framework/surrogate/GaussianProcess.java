package io.crnas.framework.surrogate;

import io.crnas.framework.space.Choices;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A Gaussian process over candidates: of the scores of some it says what score to expect of any,
 * and how sure that is. Candidates that choose alike speak for each other, so that the noise in a
 * single score weighs less. Rasmussen and Williams, Gaussian processes for machine learning, 2006,
 * algorithm 2.1 and section 5.4.
 *
 * <p>How much each part of the {@link Kernel} weighs, and how much is noise, are those of a grid
 * under which the scores are likeliest.
 */
public final class GaussianProcess {
  private static final double[] LINEAR = {0, 0.3, 1, 3};
  private static final double[] OPTIONS = {0, 0.1, 0.3, 1};
  private static final double[] PAIRS = {0, 0.1, 0.3, 1};
  private static final double[] NOISE = {0.03, 0.1, 0.3, 1};

  /** With more, the weights are chosen by as many of them, evenly spread: time grows with n³. */
  private static final int MOST_TO_CHOOSE_BY = 200;

  private final List<Choices> candidates;
  private final Kernel kernel;
  private final double mean;
  private final double scale;
  private final Setting setting;
  private final double[] scores;
  private final DecompositionSolver covariance;
  private final double[] solved;

  /** What the grid has. */
  private record Setting(Kernel.Weights weights, double noise) {}

  /**
   * What is expected of a candidate.
   *
   * @param mean the score
   * @param deviation how far the candidate's own true score may be from it, a standard deviation
   */
  public record Expectation(double mean, double deviation) {}

  private GaussianProcess(
      List<Choices> candidates,
      Kernel kernel,
      double mean,
      double scale,
      Setting setting,
      double[] scores) {
    this.candidates = candidates;
    this.kernel = kernel;
    this.mean = mean;
    this.scale = scale;
    this.setting = setting;
    this.scores = scores;
    this.covariance = covariance(candidates, kernel, setting).getSolver();
    this.solved = solve(covariance, scores);
  }

  /**
   * Learns from scores.
   *
   * @param candidates with as many genes each; at least one
   * @param scores of each, finite
   */
  public static GaussianProcess of(List<Choices> candidates, List<Double> scores) {
    if (candidates.isEmpty() || candidates.size() != scores.size()) {
      throw new IllegalArgumentException(
          candidates.size() + " candidates with " + scores.size() + " scores");
    }
    if (!scores.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("a score is not finite: " + scores);
    }
    double mean = scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double variance =
        scores.stream().mapToDouble(score -> Math.pow(score - mean, 2)).average().orElseThrow();
    double scale = Math.sqrt(variance);
    double[] standard =
        scores.stream().mapToDouble(score -> scale > 0 ? (score - mean) / scale : 0).toArray();
    List<Choices> all = List.copyOf(candidates);
    var kernel = new Kernel(all);
    return new GaussianProcess(
        all, kernel, mean, scale, likeliest(all, kernel, standard), standard);
  }

  /** The same with one score more, by the weights of before. */
  GaussianProcess with(Choices candidate, double score) {
    double[] more = Arrays.copyOf(scores, scores.length + 1);
    more[scores.length] = scale > 0 ? (score - mean) / scale : 0;
    return new GaussianProcess(
        Stream.concat(candidates.stream(), Stream.of(candidate)).toList(),
        kernel,
        mean,
        scale,
        setting,
        more);
  }

  private static Setting likeliest(List<Choices> candidates, Kernel kernel, double[] scores) {
    int[] some =
        IntStream.range(0, Math.min(scores.length, MOST_TO_CHOOSE_BY))
            .map(i -> (int) ((long) i * scores.length / Math.min(scores.length, MOST_TO_CHOOSE_BY)))
            .toArray();
    List<Choices> chosen = Arrays.stream(some).mapToObj(candidates::get).toList();
    double[] own = Arrays.stream(some).mapToDouble(i -> scores[i]).toArray();
    Setting best = new Setting(new Kernel.Weights(0, 0, 0), 1);
    double likelihood = Double.NEGATIVE_INFINITY;
    for (double linear : LINEAR) {
      for (double options : OPTIONS) {
        for (double pairs : PAIRS) {
          for (double noise : NOISE) {
            var setting = new Setting(new Kernel.Weights(linear, options, pairs), noise);
            CholeskyDecomposition covariance = covariance(chosen, kernel, setting);
            double one =
                -(dot(own, solve(covariance.getSolver(), own)) + logDeterminant(covariance)) / 2;
            if (one > likelihood) {
              likelihood = one;
              best = setting;
            }
          }
        }
      }
    }
    return best;
  }

  private static CholeskyDecomposition covariance(
      List<Choices> candidates, Kernel kernel, Setting setting) {
    double[][] matrix = new double[candidates.size()][candidates.size()];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = kernel.of(setting.weights(), candidates.get(i), candidates.get(j));
        matrix[j][i] = matrix[i][j];
      }
      matrix[i][i] += setting.noise();
    }
    return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix, false));
  }

  private static double[] solve(DecompositionSolver solver, double[] right) {
    return solver.solve(new ArrayRealVector(right, false)).toArray();
  }

  /** By the triangle, because the determinant itself is soon less than a number can be. */
  private static double logDeterminant(CholeskyDecomposition matrix) {
    RealMatrix triangle = matrix.getL();
    return IntStream.range(0, triangle.getRowDimension())
        .mapToDouble(i -> 2 * Math.log(triangle.getEntry(i, i)))
        .sum();
  }

  /** What is expected of a candidate, whether or not it has a score. */
  public Expectation expect(Choices candidate) {
    double[] shared =
        candidates.stream()
            .mapToDouble(one -> kernel.of(setting.weights(), candidate, one))
            .toArray();
    double variance =
        kernel.of(setting.weights(), candidate, candidate) - dot(shared, solve(covariance, shared));
    return new Expectation(
        mean + scale * dot(shared, solved), scale * Math.sqrt(Math.max(0, variance)));
  }

  /**
   * How far off it is where it has not seen a score: the root of the mean square, over all of them,
   * of a score less what the others predict. Of section 5.4.2, without learning anew.
   */
  public double crossValidatedError() {
    double sum = 0;
    for (int i = 0; i < solved.length; i++) {
      double[] unit = new double[solved.length];
      unit[i] = 1;
      sum += Math.pow(solved[i] / solve(covariance, unit)[i], 2);
    }
    return scale * Math.sqrt(sum / solved.length);
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
