package io.crnas.framework.strategy;

import io.crnas.framework.problem.Problems;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Learns by reinforcement which choices to draw: candidates are drawn by a policy, and each choice
 * becomes more likely as its candidates scored better than a moving average of all (REINFORCE,
 * Williams 1992; for architectures Zoph and Le, ICLR 2017, and ENAS, Pham et al., ICML 2018). The
 * policy has a weight for each choice of each gene, from which it is drawn exactly and whose
 * gradient is exact, and begins uniform; or it is a recurrent net, the controller of both papers,
 * which learns how choices go together, too. Either draws feasible candidates alone.
 *
 * <p>A candidate that is drawn again costs nothing and teaches again. The baseline is scored first,
 * as a candidate that the policy did not draw.
 *
 * @param evaluations how many candidates are drawn in all, the baseline included, at least 1
 * @param batch how many are drawn before the policy moves, at least 1
 * @param learningRate how far a weight moves at a time, by Adam; above 0
 * @param entropy what a draw earns besides, for each unit (a factor e) by which it was improbable,
 *     in units of the objective; so that the policy does not settle too early. At least 0
 * @param decay how much of the moving average stays at a time; in [0, 1)
 * @param units of the recurrent net, at least 1; without, the policy has weights
 */
public record Reinforce(
    int evaluations,
    int batch,
    double learningRate,
    double entropy,
    double decay,
    OptionalInt units)
    implements Strategy {

  public Reinforce {
    var problems = new Problems();
    problems.addBelow(1, "evaluations", evaluations);
    problems.addBelow(1, "batch", batch);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      problems.add("learning-rate", String.valueOf(learningRate), "a number above 0");
    }
    if (!(entropy >= 0) || Double.isInfinite(entropy)) {
      problems.add("entropy", String.valueOf(entropy), "a number from 0 on");
    }
    if (!(decay >= 0 && decay < 1)) {
      problems.add("decay", String.valueOf(decay), "a number from 0 on and below 1");
    }
    units.ifPresent(count -> problems.addBelow(1, "units", count));
    problems.throwIfAny();
  }

  /** With weights. */
  public Reinforce(int evaluations, int batch, double learningRate, double entropy, double decay) {
    this(evaluations, batch, learningRate, entropy, decay, OptionalInt.empty());
  }

  @Override
  public long evaluations(Level<?> level) {
    return level.feasible().countAtMost(evaluations);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    RandomGenerator random = Seeds.generator(seed, "level/" + level.name() + "/reinforce");
    FeasibleSet feasible = level.feasible();
    Policy policy =
        units.isPresent()
            ? new Controller(feasible, units.getAsInt(), learningRate, random)
            : new WeightPolicy(feasible, learningRate);
    var usual = new MovingAverage(decay);
    List<Choices> next = new ArrayList<>(level.baselineChoices().stream().toList());
    int left = evaluations - next.size();
    int undrawn = next.size();
    while (left > 0 || undrawn > 0) {
      for (int i = Math.min(batch, left); i > 0; i--, left--) {
        next.add(policy.sample(random));
      }
      double[] answers = scores.of(next);
      List<Choices> drawn = new ArrayList<>();
      List<Double> rewards = new ArrayList<>();
      for (int i = undrawn; i < answers.length; i++) {
        // What could not be scored teaches nothing.
        if (Double.isFinite(answers[i])) {
          drawn.add(next.get(i));
          rewards.add(answers[i] - entropy * policy.logProbability(next.get(i)));
        }
      }
      if (!drawn.isEmpty()) {
        double mean = rewards.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        policy.learn(drawn, rewards, usual.orElse(mean));
        usual.add(mean);
      }
      undrawn = 0;
      next.clear();
    }
  }

  /** Of what was earned so far. */
  private static final class MovingAverage {
    private final double decay;
    private double average = Double.NaN;

    MovingAverage(double decay) {
      this.decay = decay;
    }

    double orElse(double first) {
      return Double.isNaN(average) ? first : average;
    }

    void add(double newest) {
      average = decay * orElse(newest) + (1 - decay) * newest;
    }
  }
}
