package io.crnas.framework.search;

import java.util.ArrayList;
import java.util.List;

/**
 * The Pareto front: the candidates to which no other is at least as good in every goal and better
 * in one.
 */
final class Front {
  private Front() {}

  /** The candidates that none of the others dominates, in their order. */
  static <C> List<Candidate<C>> of(List<Candidate<C>> candidates, List<Goal> goals) {
    var front = new ArrayList<Candidate<C>>();
    for (Candidate<C> candidate : candidates) {
      if (front.stream().noneMatch(other -> dominates(other, candidate, goals))) {
        front.removeIf(other -> dominates(candidate, other, goals));
        front.add(candidate);
      }
    }
    return front;
  }

  private static boolean dominates(Candidate<?> left, Candidate<?> right, List<Goal> goals) {
    boolean better = false;
    for (Goal goal : goals) {
      int order = compare(goal, left, right);
      if (order < 0) {
        return false;
      }
      better |= order > 0;
    }
    return better;
  }

  private static int compare(Goal goal, Candidate<?> left, Candidate<?> right) {
    // As numbers, to which -0.0 is 0.0.
    double difference = value(goal, left) - value(goal, right);
    return (int)
        switch (goal.direction()) {
          case MAXIMUM -> Math.signum(difference);
          case MINIMUM -> -Math.signum(difference);
        };
  }

  private static double value(Goal goal, Candidate<?> candidate) {
    return goal.value(candidate.evaluation(), candidate.cost());
  }
}
