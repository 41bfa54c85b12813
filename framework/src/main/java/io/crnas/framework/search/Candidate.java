package io.crnas.framework.search;

import io.crnas.framework.Evaluation;

/**
 * A candidate that was scored.
 *
 * @param candidate the candidate
 * @param evaluation what the evaluator said of it
 * @param cost its cost, in the unit of the level's budget
 * @param <C> the candidate
 */
public record Candidate<C>(C candidate, Evaluation.Scored evaluation, long cost) {}
