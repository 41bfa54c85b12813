package io.crnas.experiments.rank;

import io.crnas.framework.problem.InvalidInputException;
import java.util.Optional;

/**
 * Which candidates of a run are trained by themselves, and how long.
 *
 * @param level the one whose candidates are, as the journal calls it, or else all levels
 * @param candidates how many of each level, at least 3; all that were scored where there are fewer
 * @param epochs of each training over the images of the train split
 * @param steps of each training; where neither is there, as many as the run retrains its nets
 * @param seeds how often each is trained, each time with another seed
 * @param fingerprint how that of the run's evaluator begins, where its journal has answers of
 *     several on one level
 * @param objective the metric that the run's scores are, or else what it searched for
 * @param reference the metric of the trained ones
 */
public record Trainings(
    Optional<String> level,
    int candidates,
    Optional<Integer> epochs,
    Optional<Integer> steps,
    int seeds,
    Optional<String> fingerprint,
    Optional<String> objective,
    String reference) {
  public Trainings {
    if (candidates < Ranking.FEWEST) {
      throw new InvalidInputException(
          "--candidates", Integer.toString(candidates), "at least " + Ranking.FEWEST);
    }
    if (epochs.isPresent() && steps.isPresent()) {
      throw new InvalidInputException("--epochs", "--steps beside it", "one of them");
    }
    if (epochs.isPresent() && epochs.get() < 1) {
      throw new InvalidInputException("--epochs", epochs.get().toString(), "at least 1");
    }
    if (seeds < 1) {
      throw new InvalidInputException("--seeds", Integer.toString(seeds), "at least 1");
    }
  }
}
