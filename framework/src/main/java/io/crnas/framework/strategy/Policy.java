package io.crnas.framework.strategy;

import io.crnas.framework.space.Choices;
import java.util.List;
import java.util.random.RandomGenerator;

/** How likely each candidate of a feasible set is to be drawn; nothing else ever is. */
sealed interface Policy permits WeightPolicy, Controller {

  /** A candidate. */
  Choices sample(RandomGenerator random);

  /** The logarithm of the probability of a feasible candidate. */
  double logProbability(Choices choices);

  /**
   * Moves so that what earned more than was expected becomes more likely (REINFORCE).
   *
   * @param drawn at least one
   * @param rewards of what was drawn
   */
  void learn(List<Choices> drawn, List<Double> rewards, double expected);
}
