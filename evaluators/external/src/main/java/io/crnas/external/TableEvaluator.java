package io.crnas.external;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import java.util.List;

/** Answers from a table; one that is not in it is {@link Evaluation.Failed}. */
record TableEvaluator(Table table, String fingerprint) implements Evaluator<Allocation> {

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) {
    return candidates.stream().map(table::answer).toList();
  }

  @Override
  public void close() {}
}
