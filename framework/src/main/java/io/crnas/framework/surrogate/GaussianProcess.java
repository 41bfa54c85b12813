package io.crnas.framework.surrogate;

import io.crnas.framework.space.Choices;
import java.util.Collections;
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
 * <p>Scores may depend on something that is no merit of a candidate, like how much training its
 * weights had. Given as a number for each, it explains its share of the scores, and what is
 * expected of a candidate is without it.
 *
 * <p>How much each part of the {@link Kernel} weighs, how much this does, and how much is noise,
 * are those of a grid under which the scores are likeliest.
 */
public final class GaussianProcess {
  private static final double[] LINEAR = {0, 0.3, 1, 3};
  private static final double[] OPTIONS = {0, 0.1, 0.3, 1};
  private static final double[] PAIRS = {0, 0.1, 0.3, 1};
  private static final double[] NOISE = {0.03, 0.1, 0.3, 1};
  private static final double[] ADVANTAGE = {0, 0.3, 1, 3};

  /** With more, the weights are chosen by as many of them, evenly spread: time grows with n³. */
  private static final int MOST_TO_CHOOSE_BY = 200;

  private final List<Known> known;
  private final Kernel kernel;
  private final double mean;
  private final double scale;
  private final Setting setting;
  private final DecompositionSolver covariance;
  private final double[] solved;

  /** A score, less the mean and in units of the deviation, and so what is no merit. */
  private record Known(Choices candidate, double score, double advantage) {}

  /** What the grid has. */
  private record Setting(Kernel.Weights weights, double advantage, double noise) {}

  /**
   * What is expected of a candidate.
   *
   * @param mean the score
   * @param deviation how far the candidate's own true score may be from it, a standard deviation
   */
  public record Expectation(double mean, double deviation) {}

  private GaussianProcess(
      List<Known> known, Kernel kernel, double mean, double scale, Setting setting) {
    this.known = known;
    this.kernel = kernel;
    this.mean = mean;
    this.scale = scale;
    this.setting = setting;
    this.covariance = covariance(known, kernel, setting).getSolver();
    this.solved = solve(covariance, scores(known));
  }

  /**
   * Learns from scores.
   *
   * @param candidates with as many genes each; at least one
   * @param scores of each, finite
   */
  public static GaussianProcess of(List<Choices> candidates, List<Double> scores) {
    return of(candidates, scores, Collections.nCopies(candidates.size(), 0.0));
  }

  /**
   * Learns from scores that depend on more than the candidates.
   *
   * @param candidates with as many genes each; at least one
   * @param scores of each, finite
   * @param advantages of each what may have moved its score and is no merit of it, finite
   */
  public static GaussianProcess of(
      List<Choices> candidates, List<Double> scores, List<Double> advantages) {
    if (candidates.isEmpty()
        || candidates.size() != scores.size()
        || candidates.size() != advantages.size()) {
      throw new IllegalArgumentException(
          "%d candidates with %d scores and %d advantages"
              .formatted(candidates.size(), scores.size(), advantages.size()));
    }
    if (!Stream.concat(scores.stream(), advantages.stream()).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("not all are finite: " + scores + ", " + advantages);
    }
    Spread own = Spread.of(scores);
    Spread other = Spread.of(advantages);
    List<Known> known =
        IntStream.range(0, candidates.size())
            .mapToObj(i ->
                new Known(
                    candidates.get(i),
                    own.standard(scores.get(i)),
                    other.standard(advantages.get(i))))
            .toList();
    var kernel = new Kernel(List.copyOf(candidates));
    double[] grid = other.deviation() > 0 ? ADVANTAGE : new double[] {0};
    return new GaussianProcess(
        known, kernel, own.mean(), own.deviation(), likeliest(known, kernel, grid));
  }

  /** Where numbers lie. */
  private record Spread(double mean, double deviation) {
    static Spread of(List<Double> numbers) {
      double mean = numbers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      double variance =
          numbers.stream()
              .mapToDouble(number -> Math.pow(number - mean, 2))
              .average()
              .orElseThrow();
      return new Spread(mean, Math.sqrt(variance));
    }

    /** Less the mean, in units of the deviation; 0 where all are one. */
    double standard(double number) {
      return deviation > 0 ? (number - mean) / deviation : 0;
    }
  }

  /** The same with one score more, by the weights of before; of no advantage. */
  GaussianProcess with(Choices candidate, double score) {
    var one = new Known(candidate, new Spread(mean, scale).standard(score), 0);
    return new GaussianProcess(
        Stream.concat(known.stream(), Stream.of(one)).toList(), kernel, mean, scale, setting);
  }

  private static Setting likeliest(List<Known> known, Kernel kernel, double[] advantages) {
    int size = Math.min(known.size(), MOST_TO_CHOOSE_BY);
    List<Known> chosen =
        IntStream.range(0, size)
            .mapToObj(i -> known.get((int) ((long) i * known.size() / size)))
            .toList();
    double[] own = scores(chosen);
    Setting best = new Setting(new Kernel.Weights(0, 0, 0), 0, 1);
    double likelihood = Double.NEGATIVE_INFINITY;
    for (double linear : LINEAR) {
      for (double options : OPTIONS) {
        for (double pairs : PAIRS) {
          for (double advantage : advantages) {
            for (double noise : NOISE) {
              var setting =
                  new Setting(new Kernel.Weights(linear, options, pairs), advantage, noise);
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
    }
    return best;
  }

  private static double[] scores(List<Known> known) {
    return known.stream().mapToDouble(Known::score).toArray();
  }

  private static CholeskyDecomposition covariance(
      List<Known> known, Kernel kernel, Setting setting) {
    double[][] matrix = new double[known.size()][known.size()];
    for (int i = 0; i < matrix.length; i++) {
      Known one = known.get(i);
      for (int j = 0; j <= i; j++) {
        Known other = known.get(j);
        matrix[i][j] =
            kernel.of(setting.weights(), one.candidate(), other.candidate())
                + setting.advantage() * one.advantage() * other.advantage();
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
        known.stream()
            .mapToDouble(one -> kernel.of(setting.weights(), candidate, one.candidate()))
            .toArray();
    double variance =
        kernel.of(setting.weights(), candidate, candidate) - dot(shared, solve(covariance, shared));
    return new Expectation(
        mean + scale * dot(shared, solved), scale * Math.sqrt(Math.max(0, variance)));
  }

  /** The standard deviation of the scores: how far off is who knows nothing but their mean. */
  public double deviation() {
    return scale;
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
