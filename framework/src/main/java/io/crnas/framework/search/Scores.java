package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Preferences;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a strategy asks; the answers are those of the evaluator, given once for each question.
 *
 * <p>What was answered before, in this run or in one that it resumes, costs nothing; all else goes
 * to the evaluator in one call. Each call counts as one generation. All methods throw an {@link
 * InterruptedException} if the thread was interrupted; what was answered before is kept.
 */
public interface Scores {

  /**
   * The objective of each candidate, in order: higher is better, never NaN, and {@link
   * Double#NEGATIVE_INFINITY} for a candidate that could not be scored.
   *
   * @param batch feasible candidates, at least one; duplicates are allowed
   */
  double[] of(List<Choices> batch) throws InterruptedException;

  /** The same question as {@link #of}, with all that the evaluator said of each candidate. */
  List<Evaluation> evaluations(List<Choices> batch) throws InterruptedException;

  /**
   * The objective of groups of candidates, each group {@linkplain Evaluator#evaluateTogether scored
   * as one}. What is said of a group of several is no answer for any of its members and is never
   * the best of a search; a group of one is its member.
   *
   * @param groups at least one, each of at least one feasible candidate; duplicates are allowed
   */
  double[] together(List<List<Choices>> groups) throws InterruptedException;

  /** What the evaluator has {@linkplain Evaluator#preferences learned to prefer}. */
  default Optional<Preferences> preferences() {
    return Optional.empty();
  }

  /** How many {@linkplain Evaluator#miniBatches mini-batches} the members of a group share. */
  default OptionalInt miniBatches() {
    return OptionalInt.empty();
  }
}
