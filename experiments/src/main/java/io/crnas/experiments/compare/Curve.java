package io.crnas.experiments.compare;

import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * The best score of one search after each evaluation. Candidates that were scored together cost one
 * evaluation and are no candidate that was found.
 *
 * @param best after 1, 2, ... evaluations; negative infinity as long as none was scored
 */
record Curve(List<Double> best) {
  Curve {
    best = List.copyOf(best);
    if (best.isEmpty()) {
      throw new IllegalArgumentException("a search without an evaluation");
    }
  }

  /** Of answers in the order of asking, at least one. */
  static Curve of(List<Answer> answers, String objective) {
    List<Double> best = new ArrayList<>();
    double highest = Double.NEGATIVE_INFINITY;
    for (Answer answer : answers) {
      if (!answer.isTogether()) {
        highest = Math.max(highest, score(answer.evaluation(), objective));
      }
      best.add(highest);
    }
    return new Curve(best);
  }

  private static double score(Evaluation evaluation, String objective) {
    return switch (evaluation) {
      case Evaluation.Scored scored -> scored.require("objective", objective);
      case Evaluation.Failed _ -> Double.NEGATIVE_INFINITY;
    };
  }

  /** After so many evaluations, from 1; a search that has ended keeps its best. */
  double after(int evaluations) {
    return best.get(Math.min(evaluations, best.size()) - 1);
  }

  /** What was found in the end. */
  double last() {
    return best.getLast();
  }

  /** How many evaluations it took to find a score at least so high; more than it had if none. */
  int evaluationsTo(double score) {
    for (int i = 0; i < best.size(); i++) {
      if (best.get(i) >= score) {
        return i + 1;
      }
    }
    return best.size() + 1;
  }
}
