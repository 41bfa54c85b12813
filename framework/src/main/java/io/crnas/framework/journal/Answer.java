package io.crnas.framework.journal;

import io.crnas.framework.Evaluation;

/**
 * What an evaluator said of one candidate, or of several {@linkplain
 * io.crnas.framework.Evaluator#evaluateTogether together}.
 *
 * @param level the level's name
 * @param candidate the candidate's text; where several were scored together, theirs joined by
 *     {@value #TOGETHER}
 * @param generation the batch of its level that it was first asked for in, from 0
 * @param place its place among those that were first asked for in that batch, from 0; the journal
 *     has the answers of a batch in the order in which they came
 * @param evaluation what was said
 * @param cost the candidate's cost, in the unit of the level's budget; of several the mean, rounded
 *     down
 * @param milliseconds its share of the time since the answers of its batch that were written before
 * @param fingerprint the evaluator's
 */
public record Answer(
    String level,
    String candidate,
    int generation,
    int place,
    Evaluation evaluation,
    long cost,
    long milliseconds,
    String fingerprint) {

  /** Joins the texts of candidates that were scored together. */
  public static final String TOGETHER = " + ";

  /** Whether several candidates were scored as one, so that this says nothing of any of them. */
  public boolean isTogether() {
    return candidate.contains(TOGETHER);
  }
}
