package io.crnas.framework.strategy;

import io.crnas.framework.random.Draws;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Preferences;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A recurrent net that draws choice after choice, each from what it remembers of those before: the
 * controller of Zoph and Le, ICLR 2017, and ENAS, ICML 2018, one layer of an LSTM, whose logits are
 * squashed as theirs ({@code 2.5 * tanh(x / 5)}), so that it does not settle too early. Each of its
 * choices is as likely as the exponential of its logit, times how many candidates of the feasible
 * set go on with it: it begins close to uniform over the set, and draws nothing else.
 */
final class Controller implements Policy {
  private static final double MOST = 2.5;
  private static final double TEMPERATURE = 5;

  /** Parameters begin between this and its opposite. */
  private static final double BEGIN = 0.1;

  /** Rows of the parameters: embeddings, the cell's, then for each gene weights and biases. */
  private static final int CELL = 1;

  private static final int BIASES = 2;
  private static final int HEADS = 3;

  private final FeasibleSet feasible;
  private final int units;
  private final Ascent parameters;
  private final LstmCell cell;

  /** For each gene, where the embeddings of its choices begin; the first one stands for none. */
  private final int[] embeddings;

  /**
   * @param units of the recurrent net; 100 in ENAS
   * @param random of the parameters
   */
  Controller(FeasibleSet feasible, int units, double learningRate, RandomGenerator random) {
    this.feasible = feasible;
    this.units = units;
    int genes = feasible.genes();
    this.embeddings = new int[genes];
    int embedded = 1;
    int[] sizes = new int[HEADS + genes];
    for (int gene = 0; gene < genes; gene++) {
      embeddings[gene] = embedded * units;
      embedded += feasible.choices(gene);
      sizes[HEADS + gene] = feasible.choices(gene) * (units + 1);
    }
    sizes[0] = embedded * units;
    sizes[CELL] = LstmCell.weights(units);
    sizes[BIASES] = LstmCell.biases(units);
    this.parameters = new Ascent(learningRate, sizes);
    double[][] values = parameters.values();
    for (double[] row : values) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextDouble(-BEGIN, BEGIN);
      }
    }
    this.cell = new LstmCell(units, values[CELL], values[BIASES]);
  }

  /** The numbers that it learns, themselves. */
  double[][] parameters() {
    return parameters.values();
  }

  /** A gene's turn. */
  private static final class Turn {
    private final LstmCell.Step step;
    private final double[] squashed;
    private final double[] likely;

    /**
     * @param squashed the logits' hyperbolic tangents
     * @param likely how likely each choice is
     */
    Turn(LstmCell.Step step, double[] squashed, double[] likely) {
      this.step = step;
      this.squashed = squashed;
      this.likely = likely;
    }
  }

  private Turn turn(Choices before, LstmCell.Step step) {
    int gene = before.size();
    double[] head = parameters.values()[HEADS + gene];
    int choices = feasible.choices(gene);
    double[] squashed = new double[choices];
    double[] logits = new double[choices];
    for (int choice = 0; choice < choices; choice++) {
      double sum = head[choices * units + choice];
      for (int i = 0; i < units; i++) {
        sum += head[choice * units + i] * step.output()[i];
      }
      squashed[choice] = Math.tanh(sum / TEMPERATURE);
      logits[choice] =
          MOST * squashed[choice] + logarithm(feasible.completions(before.followedBy(choice)));
    }
    return new Turn(step, squashed, Preferences.softmax(logits));
  }

  /** Of a number of any size; minus infinity of zero. */
  private static double logarithm(BigInteger number) {
    int shift = Math.max(0, number.bitLength() - Long.SIZE);
    return Math.log(number.shiftRight(shift).doubleValue()) + shift * Math.log(2);
  }

  /** The embedding of the last of the choices. */
  private int embedding(Choices before) {
    int gene = before.size() - 1;
    return gene < 0 ? 0 : embeddings[gene] + before.get(gene) * units;
  }

  private LstmCell.Step step(Choices before, List<Turn> turns) {
    double[] all = parameters.values()[0];
    int from = embedding(before);
    double[] input = Arrays.copyOfRange(all, from, from + units);
    return turns.isEmpty() ? cell.first(input) : cell.next(input, turns.getLast().step);
  }

  @Override
  public Choices sample(RandomGenerator random) {
    Choices drawn = Choices.of();
    List<Turn> turns = new ArrayList<>();
    while (drawn.size() < feasible.genes()) {
      Turn turn = turn(drawn, step(drawn, turns));
      turns.add(turn);
      drawn = drawn.followedBy(Draws.weighted(random, turn.likely));
    }
    return drawn;
  }

  private List<Turn> turns(Choices choices) {
    List<Turn> turns = new ArrayList<>();
    for (int gene = 0; gene < choices.size(); gene++) {
      Choices before = choices.prefix(gene);
      turns.add(turn(before, step(before, turns)));
    }
    return turns;
  }

  @Override
  public double logProbability(Choices choices) {
    List<Turn> turns = turns(choices);
    double sum = 0;
    for (int gene = 0; gene < turns.size(); gene++) {
      sum += Math.log(turns.get(gene).likely[choices.get(gene)]);
    }
    return sum;
  }

  @Override
  public void learn(List<Choices> drawn, List<Double> rewards, double expected) {
    double[][] gradient = zeros();
    for (int i = 0; i < drawn.size(); i++) {
      addGradient(drawn.get(i), (rewards.get(i) - expected) / drawn.size(), gradient);
    }
    parameters.step(gradient);
  }

  /** As many as there are parameters. */
  double[][] zeros() {
    double[][] values = parameters.values();
    double[][] zeros = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      zeros[i] = new double[values[i].length];
    }
    return zeros;
  }

  /** Adds the slopes of the logarithm of a candidate's probability, so many times. */
  void addGradient(Choices choices, double times, double[][] gradient) {
    List<Turn> turns = turns(choices);
    LstmCell.Backward back = cell.new Backward(gradient[CELL], gradient[BIASES]);
    for (int gene = turns.size() - 1; gene >= 0; gene--) {
      Turn turn = turns.get(gene);
      double[] head = parameters.values()[HEADS + gene];
      double[] ofHead = gradient[HEADS + gene];
      int count = turn.likely.length;
      double[] ofOutput = new double[units];
      for (int choice = 0; choice < count; choice++) {
        double off = (choice == choices.get(gene) ? 1 : 0) - turn.likely[choice];
        double squashed = turn.squashed[choice];
        double slope = times * off * MOST * (1 - squashed * squashed) / TEMPERATURE;
        ofHead[count * units + choice] += slope;
        for (int i = 0; i < units; i++) {
          ofHead[choice * units + i] += slope * turn.step.output()[i];
          ofOutput[i] += slope * head[choice * units + i];
        }
      }
      double[] ofInput = back.through(turn.step, ofOutput);
      int from = embedding(choices.prefix(gene));
      for (int i = 0; i < units; i++) {
        gradient[0][from + i] += ofInput[i];
      }
    }
  }
}
