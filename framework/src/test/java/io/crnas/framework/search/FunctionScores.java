package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.space.Choices;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Scores of a strategy that is asked without an evaluator; a group has the mean of its members. */
@FunctionalInterface
public interface FunctionScores extends Scores {

  @Override
  default List<Evaluation> evaluations(List<Choices> batch) throws InterruptedException {
    return Arrays.stream(of(batch)).mapToObj(score -> Evaluation.of(Map.of("AP", score))).toList();
  }

  @Override
  default double[] together(List<List<Choices>> groups) throws InterruptedException {
    double[] means = new double[groups.size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = Arrays.stream(of(groups.get(i))).average().orElseThrow();
    }
    return means;
  }
}
