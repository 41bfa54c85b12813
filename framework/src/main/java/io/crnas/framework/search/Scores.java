package io.crnas.framework.search;

import io.crnas.framework.space.Choices;
import java.util.List;

/** What a strategy asks; the answers are those of the evaluator, given once per candidate. */
@FunctionalInterface
public interface Scores {

  /**
   * The objective of each candidate, in order: higher is better, never NaN, and {@link
   * Double#NEGATIVE_INFINITY} for a candidate that could not be scored. Candidates that were
   * answered before, in this run or in one that it resumes, cost nothing; all others go to the
   * evaluator in one call. Each call counts as one generation.
   *
   * @param batch feasible candidates, at least one; duplicates are allowed
   * @throws InterruptedException if the thread was interrupted; what was answered before is kept
   */
  double[] of(List<Choices> batch) throws InterruptedException;
}
