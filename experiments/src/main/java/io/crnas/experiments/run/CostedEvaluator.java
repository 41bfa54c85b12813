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
    return evaluate(candidates, Listener.none());
  }

  /** Costs come first: while candidates are scored the machine is too busy to measure anything. */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    List<Double> costs = new ArrayList<>();
    for (Allocation candidate : candidates) {
      try {
        costs.add(expense.of(candidate));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    List<Evaluation> evaluations = new ArrayList<>();
    List<Evaluation> scored =
        scores.evaluate(
            candidates,
            (place, evaluation) -> listener.answered(place, with(costs.get(place), evaluation)));
    for (int i = 0; i < scored.size(); i++) {
      evaluations.add(with(costs.get(i), scored.get(i)));
    }
    return evaluations;
  }

  private Evaluation with(double cost, Evaluation evaluation) {
    return switch (evaluation) {
      case Evaluation.Failed failed -> failed;
      case Evaluation.Scored scored -> {
        var metrics = new TreeMap<>(scored.metrics());
        metrics.put(metric, cost);
        yield new Evaluation.Scored(metrics);
      }
    };
  }

  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    return scores.evaluateTogether(groups, listener);
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
