package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Recipe;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.rank.Comparison;
import io.crnas.experiments.rank.ScoreFiles;
import io.crnas.experiments.rank.ScoreTable;
import io.crnas.experiments.rank.Trainings;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Trains candidates that a run scored by themselves, each from scratch, and scores them on the
 * images that the run scored them on.
 *
 * @param work its journal is that of the ranking, apart from the run's
 * @param folder of the run
 */
record RankPhase(Work work, RunFolder folder) {
  private static final int BATCH = 8;

  List<Comparison> run(Trainings asked) throws IOException, InterruptedException {
    List<Comparison> comparisons = new ArrayList<>();
    for (Level described : levels(asked)) {
      String level = name(described);
      ScoreTable predicted =
          ScoreFiles.read(
              folder.path(),
              asked.objective().orElse(described.objective()),
              Optional.empty(),
              Optional.of(level));
      Evaluator.Standalone alone = alone(described.evaluator(), asked);
      var trained = new LinkedHashMap<String, SequencedMap<String, Double>>();
      trained.put(level, scores(level, alone, predicted, asked));
      comparisons.addAll(
          Comparison.of(
              predicted.named("the run"),
              new ScoreTable(
                  asked.reference(),
                  String.format(Locale.ROOT, "each trained alone for %,d steps", alone.steps()),
                  trained)));
    }
    return comparisons;
  }

  /** The levels that are asked for, as far as the run has scored candidates of them. */
  private List<Level> levels(Trainings asked) {
    Set<String> scored =
        RunJournal.read(folder.path()).stream()
            .map(entry -> entry.answer().level())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Level> some =
        work.experiment().levels().stream()
            .filter(level -> scored.contains(name(level)))
            .filter(level -> asked.level().map(name(level)::equals).orElse(true))
            .toList();
    if (some.isEmpty()) {
      throw new InvalidInputException(
          "--level",
          asked.level().orElse("nothing"),
          "one that the run has scored: " + String.join(", ", scored));
    }
    return some;
  }

  private static String name(Level level) {
    return level.level().name().toLowerCase(Locale.ROOT);
  }

  private SequencedMap<String, Double> scores(
      String level, Evaluator.Standalone alone, ScoreTable predicted, Trainings asked)
      throws InterruptedException {
    List<String> candidates = predicted.spread(level, asked.candidates());
    var scores = new LinkedHashMap<String, Double>();
    // Weights of other steps are other work, and lie beside.
    try (var evaluator =
            new Opening(work, folder)
                .standalone(
                    alone,
                    folder.rank().resolve(alone.steps() + "-steps"),
                    Seeds.derive(work.experiment().seed(), "rank"));
        var task = work.progress().start(level + " ranking", candidates.size(), "candidates")) {
      for (String candidate : candidates) {
        switch (evaluate(level, candidate, evaluator)) {
          case Evaluation.Scored scored ->
              scores.put(candidate, ScoreTable.score(scored, asked.reference()));
          case Evaluation.Failed failed ->
              work.progress().say(candidate + " failed: " + failed.reason());
        }
        task.advance(1);
      }
    }
    return scores;
  }

  /**
   * As the run retrains its nets, or else by the recipe of the evaluator, and on the images that
   * this scores on.
   */
  private Evaluator.Standalone alone(Evaluator evaluator, Trainings asked) {
    Optional<Retrain> retrain = work.experiment().retrain();
    Optional<Recipe> recipe =
        retrain
            .map(Retrain::recipe)
            .or(() ->
                switch (evaluator) {
                  case Evaluator.Supernet supernet -> Optional.of(supernet.recipe());
                  case Evaluator.Standalone standalone -> Optional.of(standalone.recipe());
                  case Evaluator.Provided<?> _ -> Optional.empty();
                });
    if (recipe.isEmpty()) {
      throw new InvalidInputException(
          folder.descriptor().toString(), "nothing that is trained", "retrain, or a REFERENCE");
    }
    int steps =
        asked
            .steps()
            .or(() -> retrain.map(work.setup().training()::steps))
            .orElseThrow(() ->
                new InvalidInputException(
                    "--steps", "nothing", "a number, because the run retrains no nets"));
    int warmup = recipe.get().warmupSteps();
    if (steps <= warmup) {
      throw new InvalidInputException(
          "--steps", Integer.toString(steps), "more than the " + warmup + " of the warm-up");
    }
    return switch (evaluator) {
      case Evaluator.Supernet supernet ->
          new Evaluator.Standalone(steps, recipe.get(), supernet.batch(), supernet.images());
      case Evaluator.Standalone standalone ->
          new Evaluator.Standalone(steps, recipe.get(), standalone.batch(), standalone.images());
      case Evaluator.Provided<?> _ ->
          new Evaluator.Standalone(steps, recipe.get(), BATCH, Optional.empty());
    };
  }

  /** Out of the journal where it was answered before; else the answer is there afterwards. */
  private Evaluation evaluate(
      String level, String candidate, io.crnas.framework.Evaluator<Allocation> evaluator)
      throws InterruptedException {
    Optional<Evaluation> known = work.journal().find(level, candidate, evaluator.fingerprint());
    if (known.isPresent()) {
      return known.get();
    }
    Allocation allocation = Allocation.parse(candidate);
    long start = System.nanoTime();
    Evaluation evaluation = evaluator.evaluate(List.of(allocation)).getFirst();
    long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    work.journal()
        .append(
            List.of(
                new Answer(
                    level,
                    candidate,
                    0,
                    evaluation,
                    work.setup().costs.cost(allocation).value(),
                    milliseconds,
                    evaluator.fingerprint())));
    return evaluation;
  }
}
