package io.crnas.experiments.run;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.results.Results;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.surrogate.GaussianProcess;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * What all scores of a level together say of each candidate that has one.
 *
 * @param expected by candidate, in the order in which they were asked for
 * @param error cross-validated
 * @param deviation of the scores
 */
record Expectations(SequencedMap<Allocation, Double> expected, double error, double deviation) {

  /**
   * Of the answers that are scores; empty where there is none.
   *
   * @param advantage of a candidate, what may have moved its score and is no merit of it
   */
  static Optional<Expectations> of(
      Level<Allocation> level,
      List<Answer> answers,
      String objective,
      ToDoubleFunction<Allocation> advantage) {
    List<Allocation> candidates = new ArrayList<>();
    List<Choices> choices = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    List<Double> advantages = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.evaluation() instanceof Evaluation.Scored scored) {
        Allocation candidate = RunJournal.candidate(answer);
        level
            .codec()
            .encode(candidate)
            .ifPresent(own -> {
              candidates.add(candidate);
              choices.add(own);
              scores.add(scored.metric(objective));
              advantages.add(advantage.applyAsDouble(candidate));
            });
      }
    }
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    GaussianProcess process = GaussianProcess.of(choices, scores, advantages);
    var expected = new LinkedHashMap<Allocation, Double>();
    for (int i = 0; i < candidates.size(); i++) {
      expected.put(candidates.get(i), process.expect(choices.get(i)).mean());
    }
    return Optional.of(
        new Expectations(expected, process.crossValidatedError(), process.deviation()));
  }

  /** Of which most is expected; of several the one that was asked for first. */
  Allocation best() {
    return expected.entrySet().stream()
        .reduce((one, other) -> other.getValue() > one.getValue() ? other : one)
        .orElseThrow()
        .getKey();
  }

  /** What a candidate without a score does not have. */
  OptionalDouble of(Allocation candidate) {
    Double value = expected.get(candidate);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** What this is worth, for a candidate that has a score. */
  Results.Expectation worth(Allocation candidate) {
    return new Results.Expectation(of(candidate).orElseThrow(), error, deviation);
  }
}
