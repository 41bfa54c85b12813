package io.crnas.experiments.run;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Adds what a candidate costs to the metrics that another evaluator reports, so that the journal
 * keeps it: a cost that was measured is the same one when the run goes on.
 *
 * @param scores who scores
 * @param metric the name of the cost among the metrics
 * @param expense the cost of a candidate, finite
 */
record CostedEvaluator(Evaluator<Allocation> scores, String metric, Expense expense)
    implements ForwardingEvaluator {

  /** What a candidate costs. */
  @FunctionalInterface
  interface Expense {
    double of(Allocation candidate) throws IOException, InterruptedException;

    /** Why a candidate has no cost, if it has none: then it fails, and is not scored. */
    default Optional<String> unknown(Allocation candidate) {
      return Optional.empty();
    }
  }

  /** Costs come first: while candidates are scored the machine is too busy to measure anything. */
  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener)
      throws InterruptedException {
    var answers = new HashMap<Integer, Evaluation>();
    List<Integer> places = new ArrayList<>();
    List<Double> costs = new ArrayList<>();
    for (int place = 0; place < candidates.size(); place++) {
      Optional<String> unknown = expense.unknown(candidates.get(place));
      if (unknown.isPresent()) {
        var failed = new Evaluation.Failed(unknown.get());
        answers.put(place, failed);
        listener.answered(place, failed);
      } else {
        places.add(place);
        costs.add(cost(candidates.get(place)));
      }
    }
    if (!places.isEmpty()) {
      List<Evaluation> scored =
          scores.evaluate(
              places.stream().map(candidates::get).toList(),
              (i, evaluation) -> listener.answered(places.get(i), with(costs.get(i), evaluation)));
      for (int i = 0; i < scored.size(); i++) {
        answers.put(places.get(i), with(costs.get(i), scored.get(i)));
      }
    }
    return IntStream.range(0, candidates.size())
        .mapToObj(place -> Objects.requireNonNull(answers.get(place)))
        .toList();
  }

  private double cost(Allocation candidate) throws InterruptedException {
    try {
      return expense.of(candidate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
}
