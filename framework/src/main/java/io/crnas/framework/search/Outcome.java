package io.crnas.framework.search;

import io.crnas.framework.Evaluation;
import java.util.List;

/**
 * What a search found.
 *
 * @param best the candidate of the highest score; among equals the one that was asked for first, so
 *     that the baseline yields only to a better one
 * @param evaluation what the evaluator said of it
 * @param cost its cost, in the unit of the level's budget
 * @param history the search curve
 * @param <C> the candidate
 */
public record Outcome<C>(
    C best, Evaluation.Scored evaluation, long cost, List<Generation> history) {
  public Outcome {
    history = List.copyOf(history);
  }
}
