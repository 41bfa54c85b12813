package io.crnas.detection.torch;

import java.util.ArrayList;
import java.util.List;

/**
 * A learning rate that warms up and then falls: torch's LinearLR, ConstantLR or an exponential rise
 * times its MultiStepLR or CosineAnnealingLR, both counted from the first step.
 *
 * @param base after the warm-up and before it falls, above 0
 */
public record LearningRate(double base, WarmUp warmUp, Fall fall) {

  /** How the rate rises. */
  public enum Rise {
    /** By as much in every step. */
    LINEAR,
    /** By the same factor in every step. */
    EXPONENTIAL,
    /** Not at all before the warm-up ends. */
    CONSTANT
  }

  /**
   * What comes first.
   *
   * @param steps that it takes to reach the rate, 0 for none
   * @param factor where it starts, as a part of the rate in (0, 1]
   */
  public record WarmUp(Rise rise, int steps, double factor) {
    public WarmUp {
      if (steps < 0 || !(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException("a warm-up of " + steps + " steps from " + factor);
      }
    }

    double at(long step) {
      if (step >= steps) {
        return 1;
      }
      return switch (rise) {
        case LINEAR -> factor + (1 - factor) * step / steps;
        case EXPONENTIAL -> Math.pow(factor, 1 - (double) step / steps);
        case CONSTANT -> factor;
      };
    }
  }

  /** How the rate falls. */
  public sealed interface Fall {

    /** The part of the rate that a step has. */
    double at(long step);
  }

  /**
   * At steps, by a factor.
   *
   * @param milestones ascending
   * @param factor in (0, 1]
   */
  public record Milestones(List<Integer> milestones, double factor) implements Fall {
    public Milestones {
      if (!(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException("a rate that falls to " + factor + " of itself");
      }
      milestones = List.copyOf(milestones);
    }

    @Override
    public double at(long step) {
      double part = 1;
      for (int milestone : milestones) {
        if (step >= milestone) {
          part *= factor;
        }
      }
      return part;
    }
  }

  /**
   * As half a period of a cosine to nothing, and again from the whole rate at each restart:
   * Loshchilov and Hutter, SGDR: Stochastic gradient descent with warm restarts, 2017.
   *
   * @param restarts steps, ascending
   * @param end behind the last step
   */
  public record Cosine(List<Integer> restarts, int end) implements Fall {
    public Cosine {
      restarts = List.copyOf(restarts);
    }

    @Override
    public double at(long step) {
      List<Integer> bounds = new ArrayList<>(List.of(0));
      bounds.addAll(restarts);
      bounds.add(end);
      int cycle = 0;
      while (cycle < restarts.size() && step >= bounds.get(cycle + 1)) {
        cycle++;
      }
      double begin = bounds.get(cycle);
      double length = Math.max(1, bounds.get(cycle + 1) - begin);
      return (1 + Math.cos(Math.PI * Math.min(1, (step - begin) / length))) / 2;
    }
  }

  public LearningRate {
    if (!(base > 0)) {
      throw new IllegalArgumentException("learning rate " + base);
    }
  }

  /** The rate of a step, counted from 0. */
  public double at(long step) {
    return base * warmUp.at(step) * fall.at(step);
  }
}
