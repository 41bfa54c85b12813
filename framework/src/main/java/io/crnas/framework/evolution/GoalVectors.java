package io.crnas.framework.evolution;

import io.crnas.framework.Evaluation;
import io.crnas.framework.search.Goal;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.jenetics.Optimize;
import io.jenetics.ext.moea.Vec;
import io.jenetics.ext.moea.VecFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The goals' values of the candidates of one search. A candidate that could not be scored is worse
 * in every goal than all that were scored before it, by as much as these differ: infinities would
 * make the distances between the others no numbers.
 */
final class GoalVectors {
  private final Level<?> level;
  private final List<Goal> goals;
  private final VecFactory<double[]> factory;
  private final double[] least;
  private final double[] most;

  GoalVectors(Level<?> level, List<Goal> goals) {
    this.level = level;
    this.goals = goals;
    this.factory =
        VecFactory.ofDoubleVec(
            goals.stream()
                .map(goal ->
                    switch (goal.direction()) {
                      case MAXIMUM -> Optimize.MAXIMUM;
                      case MINIMUM -> Optimize.MINIMUM;
                    })
                .toList());
    this.least = new double[goals.size()];
    this.most = new double[goals.size()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
  }

  List<Vec<double[]>> of(List<Choices> batch, List<Evaluation> evaluations) {
    List<double[]> scored = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (evaluations.get(i) instanceof Evaluation.Scored scores) {
        scored.add(values(scores, level.feasible().cost(batch.get(i))));
      }
    }
    double[] worst = worst();
    var values = scored.iterator();
    return evaluations.stream()
        .map(evaluation ->
            switch (evaluation) {
              case Evaluation.Scored _ -> values.next();
              case Evaluation.Failed _ -> worst;
            })
        .map(factory::newVec)
        .toList();
  }

  private double[] values(Evaluation.Scored evaluation, long cost) {
    double[] values = goals.stream().mapToDouble(goal -> goal.value(evaluation, cost)).toArray();
    for (int i = 0; i < values.length; i++) {
      least[i] = Math.min(least[i], values[i]);
      most[i] = Math.max(most[i], values[i]);
    }
    return values;
  }

  private double[] worst() {
    double[] worst = new double[goals.size()];
    for (int i = 0; i < worst.length; i++) {
      if (least[i] <= most[i]) {
        double apart = most[i] > least[i] ? most[i] - least[i] : 1;
        worst[i] =
            switch (goals.get(i).direction()) {
              case MAXIMUM -> least[i] - apart;
              case MINIMUM -> most[i] + apart;
            };
      }
    }
    return worst;
  }
}
