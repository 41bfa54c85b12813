package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Scores of a strategy that is asked without an evaluator; a group has the mean of its members. */
@FunctionalInterface
public interface FunctionScores extends Scores {

  /** The batches that a strategy asks for where a function scores them. */
  static List<List<Choices>> asked(
      Strategy strategy, Level<Choices> level, long seed, ToDoubleFunction<Choices> function)
      throws InterruptedException {
    List<List<Choices>> asked = new ArrayList<>();
    FunctionScores scores =
        batch -> {
          asked.add(List.copyOf(batch));
          return batch.stream().mapToDouble(function).toArray();
        };
    strategy.search(level, seed, scores);
    return asked;
  }

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
