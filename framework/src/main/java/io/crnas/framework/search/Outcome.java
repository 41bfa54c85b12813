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
 * @param front where the strategy has several {@link Strategy#goals goals}, the Pareto front of all
 *     scored candidates; the best objective first, among equals the one that was asked for first.
 *     Else empty
 * @param <C> the candidate
 */
public record Outcome<C>(
    C best,
    Evaluation.Scored evaluation,
    long cost,
    List<Generation> history,
    List<Candidate<C>> front) {
  public Outcome {
    history = List.copyOf(history);
    front = List.copyOf(front);
  }
}
