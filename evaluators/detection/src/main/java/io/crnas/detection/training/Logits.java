package io.crnas.detection.training;

import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Preferences that learn, and the state of what moves them: torch's Adam with its weight decay
 * added to the gradient. All numbers are kept in single precision, so that a checkpoint holds them
 * whole.
 */
final class Logits {
  private static final String VALUES = "logits.";
  private static final String MEANS = "means.";
  private static final String SQUARES = "squares.";
  private static final String MOVES = "moves";
  private static final double SECOND_BETA = 0.999;
  private static final double EPSILON = 1e-8;

  private final double firstBeta;
  private final double rate;
  private final double decay;
  private final float[][] values;
  private final float[][] means;
  private final float[][] squares;
  private int moves;

  /** All alike. */
  Logits(FeasibleSet choices, Learning learning) {
    this.rate = learning.learningRate();
    switch (learning) {
      case Learning.Darts darts -> {
        this.firstBeta = 0.5;
        this.decay = darts.weightDecay();
      }
      case Learning.Proxyless _ -> {
        this.firstBeta = 0;
        this.decay = 0;
      }
    }
    this.values = zeros(choices);
    this.means = zeros(choices);
    this.squares = zeros(choices);
  }

  private static float[][] zeros(FeasibleSet choices) {
    return IntStream.range(0, choices.genes())
        .mapToObj(gene -> new float[choices.choices(gene)])
        .toArray(float[][]::new);
  }

  double of(int gene, int choice) {
    return values[gene][choice];
  }

  Preferences preferences() {
    List<List<Double>> logits = new ArrayList<>();
    for (float[] gene : values) {
      logits.add(IntStream.range(0, gene.length).mapToObj(i -> (double) gene[i]).toList());
    }
    return new Preferences(logits);
  }

  /** One step down a gradient of a loss. */
  void descend(double[][] gradient) {
    moves++;
    double ofMean = 1 - Math.pow(firstBeta, moves);
    double ofSquare = 1 - Math.pow(SECOND_BETA, moves);
    for (int gene = 0; gene < values.length; gene++) {
      for (int i = 0; i < values[gene].length; i++) {
        double slope = gradient[gene][i] + decay * values[gene][i];
        means[gene][i] = (float) (firstBeta * means[gene][i] + (1 - firstBeta) * slope);
        squares[gene][i] =
            (float) (SECOND_BETA * squares[gene][i] + (1 - SECOND_BETA) * slope * slope);
        values[gene][i] -=
            (float)
                (rate
                    * (means[gene][i] / ofMean)
                    / (Math.sqrt(squares[gene][i] / ofSquare) + EPSILON));
      }
    }
  }

  /**
   * The same, where what moves of a gene are some of its choices: what these weigh together stays,
   * and so do the probabilities of the others.
   *
   * @param some choices of each gene
   */
  void descendAmong(double[][] gradient, List<List<Integer>> some) {
    double[] before = new double[values.length];
    for (int gene = 0; gene < values.length; gene++) {
      before[gene] = weight(gene, some.get(gene));
    }
    descend(gradient);
    for (int gene = 0; gene < values.length; gene++) {
      double more = Math.log(weight(gene, some.get(gene)) / before[gene]);
      for (int choice : some.get(gene)) {
        values[gene][choice] -= (float) more;
      }
    }
  }

  private double weight(int gene, List<Integer> some) {
    return some.stream().mapToDouble(choice -> Math.exp(values[gene][choice])).sum();
  }

  /** All of it, for a checkpoint. */
  Weights state() {
    var tensors = new LinkedHashMap<String, Tensor>();
    put(tensors, VALUES, values);
    put(tensors, MEANS, means);
    put(tensors, SQUARES, squares);
    tensors.put(MOVES, new Tensor(List.of(1), new float[] {moves}));
    return new Weights(tensors, Map.of());
  }

  /** What a training leaves of them. */
  Weights result() {
    var tensors = new LinkedHashMap<String, Tensor>();
    put(tensors, "", values);
    return new Weights(tensors, Map.of());
  }

  void load(Weights state) {
    get(state.under(VALUES), values);
    get(state.under(MEANS), means);
    get(state.under(SQUARES), squares);
    moves = (int) state.get(MOVES).data()[0];
  }

  /** What a training has left. */
  static Preferences of(Weights result) {
    List<List<Double>> logits = new ArrayList<>();
    for (int gene = 0; gene < result.tensors().size(); gene++) {
      float[] numbers = result.get(Integer.toString(gene)).data();
      logits.add(IntStream.range(0, numbers.length).mapToObj(i -> (double) numbers[i]).toList());
    }
    return new Preferences(logits);
  }

  private static void put(Map<String, Tensor> tensors, String prefix, float[][] rows) {
    for (int gene = 0; gene < rows.length; gene++) {
      tensors.put(prefix + gene, new Tensor(List.of(rows[gene].length), rows[gene].clone()));
    }
  }

  private static void get(Weights from, float[][] rows) {
    for (int gene = 0; gene < rows.length; gene++) {
      rows[gene] = from.get(Integer.toString(gene)).data().clone();
    }
  }
}
