package io.crnas.framework.strategy;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.LogLinear;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A weight for each choice of each gene: a {@link LogLinear} distribution over the feasible set,
 * from which it is drawn exactly and whose gradient is exact. It begins uniform.
 */
final class WeightPolicy implements Policy {
  private final FeasibleSet feasible;
  private final Ascent weights;
  private LogLinear now;

  WeightPolicy(FeasibleSet feasible, double learningRate) {
    this.feasible = feasible;
    this.weights =
        new Ascent(
            learningRate, IntStream.range(0, feasible.genes()).map(feasible::choices).toArray());
    this.now = new LogLinear(feasible, weights.values());
  }

  @Override
  public Choices sample(RandomGenerator random) {
    return now.sample(random);
  }

  @Override
  public double logProbability(Choices choices) {
    return now.logProbability(choices);
  }

  @Override
  public void learn(List<Choices> drawn, List<Double> rewards, double expected) {
    double mean = rewards.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double[][] gradient = now.marginals();
    for (double[] gene : gradient) {
      for (int choice = 0; choice < gene.length; choice++) {
        gene[choice] *= expected - mean;
      }
    }
    for (int i = 0; i < drawn.size(); i++) {
      for (int gene = 0; gene < gradient.length; gene++) {
        gradient[gene][drawn.get(i).get(gene)] += (rewards.get(i) - expected) / drawn.size();
      }
    }
    weights.step(gradient);
    now = new LogLinear(feasible, weights.values());
  }
}
