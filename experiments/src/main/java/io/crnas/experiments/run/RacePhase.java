package io.crnas.experiments.run;

import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Race;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.results.Retrained;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Trains the search's best candidates on the train split, and judges them by the val split: whoever
 * has seen an image can not be judged by it. A race has several rounds; finalists are one round
 * without the baseline.
 */
record RacePhase(
    Work work, Target target, RunFolder folder, Retraining retraining, Retrain retrain) {

  /** One that takes part, as far as it was trained. */
  private static final class Runner {
    final String name;
    final Allocation allocation;
    final List<Double> scores = new ArrayList<>();
    Optional<DivergenceException> diverged = Optional.empty();

    Runner(String name, Allocation allocation) {
      this.name = name;
      this.allocation = allocation;
    }

    OptionalDouble score() {
      return diverged.isPresent()
          ? OptionalDouble.empty()
          : scores.stream().mapToDouble(Double::doubleValue).average();
    }

    Retrained.Finalist result() {
      return new Retrained.Finalist(allocation, score(), scores);
    }
  }

  /**
   * @param finalists in the order of the search
   */
  Retrained.Finals run(Allocation baseline, List<Allocation> finalists)
      throws IOException, InterruptedException {
    Optional<Race> race = retrain.race();
    Race rounds = race.orElseGet(() -> new Race(finalists.size(), List.of(), List.of(1)));
    List<Runner> all = new ArrayList<>();
    for (Allocation finalist : finalists) {
      all.add(new Runner("finalist-" + (all.size() + 1), finalist));
    }
    int among = finalists.indexOf(baseline);
    Optional<Runner> always =
        race.map(_ -> among < 0 ? new Runner("race-baseline", baseline) : all.get(among));
    List<Runner> left = all;
    for (int round = 0; round < rounds.seeds().size(); round++) {
      left = best(left, rounds.field().get(round));
      List<Runner> running = Stream.concat(left.stream(), always.stream()).distinct().toList();
      for (int seed = 1; seed <= rounds.seeds().get(round); seed++) {
        train(running, seed);
      }
      if (left.stream().allMatch(runner -> runner.diverged.isPresent())) {
        throw left.getFirst().diverged.orElseThrow();
      }
    }
    var finals =
        new Retrained.Finals(
            metric(),
            all.stream().map(Runner::result).toList(),
            always.filter(_ -> among < 0).map(Runner::result));
    work.progress().say(target.called(Summary.finals(finals)));
    return finals;
  }

  /** The first round's order is the search's, which decides among equals. */
  private static List<Runner> best(List<Runner> runners, int most) {
    return runners.stream()
        .filter(runner -> runner.diverged.isEmpty())
        .sorted(Comparator.comparingDouble(runner -> -runner.score().orElse(0)))
        .limit(most)
        .toList();
  }

  /** Those that have not diverged and have no score of this seed yet. */
  private void train(List<Runner> runners, int seed) throws IOException, InterruptedException {
    List<Runner> some =
        runners.stream()
            .filter(runner -> runner.diverged.isEmpty() && runner.scores.size() < seed)
            .toList();
    if (some.isEmpty()) {
      return;
    }
    List<Evaluation> ended = evaluations(some, seed);
    for (int i = 0; i < some.size(); i++) {
      Runner runner = some.get(i);
      switch (ended.get(i)) {
        case Evaluation.Scored scored -> runner.scores.add(scored.metric(metric()));
        case Evaluation.Failed failed -> {
          runner.diverged = Optional.of(new DivergenceException(failed.reason()));
          work.progress()
              .say(
                  "%s %s is left out: %s"
                      .formatted(runner.name, runner.allocation, failed.reason()));
        }
      }
    }
  }

  private List<Evaluation> evaluations(List<Runner> runners, int seed)
      throws IOException, InterruptedException {
    retraining.pretrain(runners.stream().map(runner -> runner.allocation).toList());
    Optional<Evaluator<Allocation>> elsewhere =
        new Elsewhere(work, folder, OptionalLong.empty()).finalists(target, retrain, seed);
    if (elsewhere.isEmpty()) {
      return trained(runners, seed);
    }
    try (Evaluator<Allocation> evaluator = elsewhere.get();
        Progress.Task task =
            work.progress().start(target.called("race, seed " + seed), runners.size(), "nets")) {
      Map<String, Evaluation> answers =
          new Asking(work, target.called(FinalistEvaluator.LEVEL), evaluator)
              .answers(runners.stream().map(runner -> runner.allocation).toList(), task);
      return runners.stream()
          .map(runner -> Objects.requireNonNull(answers.get(runner.allocation.toString())))
          .toList();
    }
  }

  private List<Evaluation> trained(List<Runner> runners, int seed)
      throws IOException, InterruptedException {
    Images images = work.setup().training().images();
    List<Retraining.Wanted> wanted =
        runners.stream()
            .map(runner ->
                new Retraining.Wanted(runner.name, runner.allocation, images.train(), seed))
            .toList();
    List<Optional<DivergenceException>> ended = retraining.train(wanted);
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Optional<DivergenceException> diverged = ended.get(i);
      evaluations.add(
          diverged.isPresent()
              ? new Evaluation.Failed(String.valueOf(diverged.get().getMessage()))
              : Evaluation.of(
                  retraining.test(wanted.get(i), images.validation()).metrics().toMap()));
    }
    return evaluations;
  }

  /** What the search maximised, where it can be measured of a trained detector. */
  private String metric() {
    List<Level> levels = work.experiment().levels();
    return levels.stream()
        .reduce((_, last) -> last)
        .map(Level::objective)
        .filter(work.setup().training().retrainedMetrics()::have)
        .orElse(CocoMetrics.NAMES.getFirst());
  }
}
