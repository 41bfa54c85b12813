package io.crnas.experiments.report;

import io.crnas.experiments.results.Results.Expectation;
import io.crnas.experiments.results.Results.Level;
import io.crnas.framework.space.Preferences;

/** What the scores of a level are, for people. */
final class Note {
  private Note() {}

  static String of(Level level) {
    if (level.objective().equals(Preferences.METRIC)) {
      return "How much the supernet learned to prefer a candidate: the logarithm of the product of"
          + " the probabilities of its choices, whose differences count and not their size.";
    }
    return evaluator(level.evaluator())
        + level.expectation().map(one -> expectation(level, one)).orElse("");
  }

  private static String evaluator(String kind) {
    return switch (kind) {
      case "supernet" ->
          "Scores on the val split with the supernet's weights: they rank candidates and are not"
              + " the accuracy of a trained network.";
      case "standalone" ->
          "Scores on the val split; each candidate was trained by itself, for the evaluator's steps.";
      case String other -> "Scores of the evaluator " + other + ".";
    };
  }

  private static String expectation(Level level, Expectation expectation) {
    return (" The chosen one is that of which all scores together let expect most, by a Gaussian"
            + " process: %s of %s. It misses a score that it has not seen by %s; who always said"
            + " the mean of all would miss by %s.")
        .formatted(
            level.metric().text(expectation.expected()),
            level.best(),
            level.metric().text(expectation.crossValidatedError()),
            level.metric().text(expectation.deviation()));
  }
}
