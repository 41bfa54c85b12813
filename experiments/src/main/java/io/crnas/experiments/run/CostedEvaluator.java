package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Adds what a candidate costs to the metrics that another evaluator reports, so that the journal
 * keeps it: a cost that was measured is the same one when the run goes on.
 *
 * @param scores who scores
 * @param metric the name of the cost among the metrics
 * @param expense the cost of a candidate, finite
 */
record CostedEvaluator(Evaluator<Allocation> scores, String metric, Expense expense)
    implements Evaluator<Allocation> {

  /** What a candidate costs. */
  @FunctionalInterface
  interface Expense {
    double of(Allocation candidate) throws IOException, InterruptedException;
  }

  /** That of the scores: they can be compared with those of a run that weighs no cost. */
  @Override
  public String fingerprint() {
    return scores.fingerprint();
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    List<Evaluation> evaluations = new ArrayList<>();
    List<Evaluation> scored = scores.evaluate(candidates);
    for (int i = 0; i < scored.size(); i++) {
      evaluations.add(with(candidates.get(i), scored.get(i)));
    }
    return evaluations;
  }

  private Evaluation with(Allocation candidate, Evaluation evaluation) throws InterruptedException {
    return switch (evaluation) {
      case Evaluation.Failed failed -> failed;
      case Evaluation.Scored scored -> {
        var metrics = new TreeMap<>(scored.metrics());
        try {
          metrics.put(metric, expense.of(candidate));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield new Evaluation.Scored(metrics);
      }
    };
  }

  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups)
      throws InterruptedException {
    return scores.evaluateTogether(groups);
  }

  @Override
  public OptionalInt miniBatches() {
    return scores.miniBatches();
  }

  @Override
  public void close() {
    scores.close();
  }
}
