package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.space.Choices;
import java.util.List;
import java.util.OptionalInt;

/** An evaluator's answers without a journal. */
public record PlainScores(Evaluator<Choices> evaluator) implements Scores {

  @Override
  public double[] of(List<Choices> batch) throws InterruptedException {
    return scores(evaluations(batch));
  }

  @Override
  public List<Evaluation> evaluations(List<Choices> batch) throws InterruptedException {
    return evaluator.evaluate(batch);
  }

  @Override
  public double[] together(List<List<Choices>> groups) throws InterruptedException {
    return scores(evaluator.evaluateTogether(groups, Evaluator.Listener.none()));
  }

  @Override
  public OptionalInt miniBatches() {
    return evaluator.miniBatches();
  }

  private static double[] scores(List<Evaluation> evaluations) {
    return evaluations.stream()
        .mapToDouble(evaluation ->
            switch (evaluation) {
              case Evaluation.Scored scored -> scored.metric("AP");
              case Evaluation.Failed _ -> Double.NEGATIVE_INFINITY;
            })
        .toArray();
  }
}
