package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;

/**
 * What an evaluator said of one candidate.
 *
 * @param level the level's name
 * @param candidate the candidate's text
 * @param generation the batch of its level that it was first asked for in, from 0
 * @param evaluation what was said
 * @param cost the candidate's cost, in the unit of the level's budget
 * @param milliseconds its share of the time that its batch took
 * @param fingerprint the evaluator's
 */
public record Answer(
    String level,
    String candidate,
    int generation,
    Evaluation evaluation,
    long cost,
    long milliseconds,
    String fingerprint) {}
