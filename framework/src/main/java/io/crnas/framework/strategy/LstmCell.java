package io.crnas.framework.strategy;

import java.util.Arrays;

/**
 * One step of a recurrent net with memory (Hochreiter and Schmidhuber, 1997), as torch's {@code
 * LSTMCell} with one bias: of an input and the state before it the state behind it, and backwards.
 * Its weights are rows of [input, output before it], for the gates of input and forgetting, what
 * may be remembered, and the gate of the output, one block of {@code units} rows each.
 */
final class LstmCell {
  private static final int GATES = 4;

  private final int units;
  private final double[] weights;
  private final double[] biases;

  /**
   * A cell of these very arrays, whoever moves them.
   *
   * @param units numbers of an input, of an output and of the memory
   * @param weights [4 * units, 2 * units], row by row
   * @param biases [4 * units]
   */
  LstmCell(int units, double[] weights, double[] biases) {
    this.units = units;
    this.weights = weights;
    this.biases = biases;
  }

  /** How many weights a cell of so many units has. */
  static int weights(int units) {
    return GATES * units * 2 * units;
  }

  /** How many biases. */
  static int biases(int units) {
    return GATES * units;
  }

  /** What a step has made, and of what. */
  static final class Step {
    private final double[] inputs;
    private final double[] before;
    private final double[] gates;
    private final double[] memory;
    private final double[] output;

    /**
     * @param inputs the input, and the output of the step before
     * @param before the memory of the step before
     * @param gates as the weights are ordered, between 0 and 1, of what may be remembered between
     *     -1 and 1
     */
    private Step(
        double[] inputs, double[] before, double[] gates, double[] memory, double[] output) {
      this.inputs = inputs;
      this.before = before;
      this.gates = gates;
      this.memory = memory;
      this.output = output;
    }

    double[] memory() {
      return memory;
    }

    double[] output() {
      return output;
    }
  }

  /** The step with nothing before it. */
  Step first(double[] input) {
    return step(input, new double[units], new double[units]);
  }

  /** The step behind another. */
  Step next(double[] input, Step step) {
    return step(input, step.output, step.memory);
  }

  private Step step(double[] input, double[] output, double[] memory) {
    double[] inputs = new double[2 * units];
    System.arraycopy(input, 0, inputs, 0, units);
    System.arraycopy(output, 0, inputs, units, units);
    double[] gates = new double[GATES * units];
    for (int row = 0; row < gates.length; row++) {
      double sum = biases[row];
      for (int i = 0; i < inputs.length; i++) {
        sum += weights[row * inputs.length + i] * inputs[i];
      }
      gates[row] = row / units == 2 ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    }
    double[] after = new double[units];
    double[] out = new double[units];
    for (int i = 0; i < units; i++) {
      after[i] = gates[units + i] * memory[i] + gates[i] * gates[2 * units + i];
      out[i] = gates[3 * units + i] * Math.tanh(after[i]);
    }
    return new Step(inputs, memory, gates, after, out);
  }

  /** Slopes on their way back through the steps, and what they add up to. */
  final class Backward {
    private final double[] ofWeights;
    private final double[] ofBiases;
    private double[] ofOutput = new double[units];
    private double[] ofMemory = new double[units];

    /**
     * From behind the last step.
     *
     * @param ofWeights where the slopes of the weights are added
     * @param ofBiases and those of the biases
     */
    Backward(double[] ofWeights, double[] ofBiases) {
      this.ofWeights = ofWeights;
      this.ofBiases = ofBiases;
    }

    /**
     * Through a step, behind which all later ones have been gone through.
     *
     * @param ofThis the slopes of what has been made of its output, other than later steps
     * @return those of its input
     */
    double[] through(Step step, double[] ofThis) {
      double[] gates = step.gates;
      double[] slopes = new double[gates.length];
      for (int i = 0; i < units; i++) {
        double in = gates[i];
        double keep = gates[units + i];
        double remembered = gates[2 * units + i];
        double out = gates[3 * units + i];
        double squashed = Math.tanh(step.memory[i]);
        double ofOut = ofOutput[i] + ofThis[i];
        double memory = ofMemory[i] + ofOut * out * (1 - squashed * squashed);
        slopes[i] = memory * remembered * in * (1 - in);
        slopes[units + i] = memory * step.before[i] * keep * (1 - keep);
        slopes[2 * units + i] = memory * in * (1 - remembered * remembered);
        slopes[3 * units + i] = ofOut * squashed * out * (1 - out);
        ofMemory[i] = memory * keep;
      }
      double[] inputs = step.inputs;
      double[] ofInputs = new double[inputs.length];
      for (int row = 0; row < slopes.length; row++) {
        ofBiases[row] += slopes[row];
        for (int i = 0; i < inputs.length; i++) {
          ofWeights[row * inputs.length + i] += slopes[row] * inputs[i];
          ofInputs[i] += slopes[row] * weights[row * inputs.length + i];
        }
      }
      ofOutput = Arrays.copyOfRange(ofInputs, units, 2 * units);
      return Arrays.copyOf(ofInputs, units);
    }
  }
}
