package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.SupernetEvaluator;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Level;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.search.Outcome;
import io.crnas.framework.search.Search;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One level: its supernet is trained, then searched. */
record LevelPhase(
    Setup setup,
    Torch torch,
    RunFolder folder,
    Journal journal,
    Duration betweenCheckpoints,
    Progress progress) {
  private static final String OBJECTIVE = "AP";

  /** What a level found, and how it went. */
  record Found(Allocation best, Results.Level results) {}

  Found run(Level described, Allocation before, Timings timings)
      throws IOException, InterruptedException {
    var level = setup.level(described, before);
    long seed = Seeds.derive(setup.experiment.seed(), level.name() + "/supernet");
    Paths paths =
        switch (described.supernet().sampling()) {
          case UNIFORM -> Paths.uniform(level, seed);
          case FEASIBLE -> Paths.feasible(level, seed);
        };
    var recipe = setup.recipe(described.supernet().steps(), described.supernet().recipe());
    var trainer =
        new Trainer(
            torch,
            setup.architecture,
            setup.images.train(),
            setup.images.preparation(),
            recipe,
            seed,
            betweenCheckpoints);
    Weights supernet =
        timings.time(
            level.name() + " supernet",
            () ->
                trainer.train(
                    level.name() + " supernet", paths, folder.supernet(level.name()), progress));
    try (var evaluator =
        new SupernetEvaluator(
            torch,
            setup.architecture,
            supernet,
            seed,
            setup.images.calibration(
                described.evaluation().calibrationImages(), setup.experiment.seed()),
            setup.images.validation(described.evaluation().images()),
            setup.images.preparation(),
            described.evaluation().batch(),
            progress)) {
      var search =
          new Search<>(
              level,
              Setup.strategy(described.strategy()),
              evaluator,
              journal,
              setup.experiment.seed(),
              OBJECTIVE,
              progress);
      Outcome<Allocation> outcome = timings.time(level.name() + " search", search::run);
      return new Found(outcome.best(), results(level, outcome, evaluator.fingerprint()));
    }
  }

  private Results.Level results(
      io.crnas.framework.space.Level<Allocation> level,
      Outcome<Allocation> outcome,
      String fingerprint) {
    List<Results.Candidate> candidates =
        journal.entries().stream()
            .map(Entry::answer)
            .filter(answer -> answer.level().equals(level.name()))
            .filter(answer -> answer.fingerprint().equals(fingerprint))
            .filter(answer -> !answer.isTogether())
            .map(LevelPhase::candidate)
            .toList();
    return new Results.Level(
        level.name(),
        OBJECTIVE,
        level.feasible().count(),
        candidates.size(),
        candidates.stream()
            .filter(candidate -> candidate.allocation().equals(level.baseline().toString()))
            .findFirst()
            .flatMap(Results.Candidate::score),
        outcome.best().toString(),
        outcome.evaluation().metrics(),
        outcome.history().stream()
            .map(g ->
                new Results.Generation(
                    g.number(), g.evaluated(), optional(g.best()), optional(g.mean())))
            .toList(),
        candidates);
  }

  private static Results.Candidate candidate(Answer answer) {
    Optional<Double> score =
        switch (answer.evaluation()) {
          case Evaluation.Scored scored -> Optional.of(scored.metric(OBJECTIVE));
          case Evaluation.Failed _ -> Optional.empty();
        };
    return new Results.Candidate(answer.candidate(), answer.generation(), score, answer.cost());
  }

  private static Optional<Double> optional(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
