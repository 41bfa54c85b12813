package io.crnas.experiments.run;

import io.crnas.detection.training.Recipe;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.descriptor.TrainingLength;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.journal.SearchedLevel;
import io.crnas.experiments.rank.Comparison;
import io.crnas.experiments.rank.ScoreTable;
import io.crnas.experiments.rank.Trainings;
import io.crnas.experiments.results.ScoreFiles;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
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

  /**
   * What is trained of one level.
   *
   * @param searched the level
   * @param predicted the run's scores
   * @param candidates some of those
   * @param alone how they are trained
   * @param weights the name of the folder that these are kept in
   */
  private record Study(
      SearchedLevel searched,
      ScoreTable predicted,
      List<String> candidates,
      Evaluator.Standalone alone,
      String weights) {

    String level() {
      return searched.name();
    }
  }

  List<Comparison> run(Trainings asked) throws IOException, InterruptedException {
    work.setup().training().metrics().require("--reference-objective", asked.reference());
    List<Study> studies = new ArrayList<>();
    for (SearchedLevel searched : levels(asked)) {
      String level = searched.name();
      ScoreTable predicted =
          ScoreFiles.read(
                  folder.path(),
                  asked.objective().orElse(searched.level().objective()),
                  asked.fingerprint(),
                  Optional.of(level))
              .named("the run");
      Evaluator.Standalone alone = alone(searched.level().scoring(), asked);
      studies.add(
          new Study(
              searched,
              predicted,
              predicted.spread(level, asked.candidates()),
              alone,
              weights(searched.level(), alone)));
    }
    String called = called(studies.getFirst().alone(), asked.seeds());
    List<ScoreTable> trained = new ArrayList<>();
    // One seed after the other, so that what is there when this is stopped is of whole seeds.
    for (int seed = 0; seed < asked.seeds(); seed++) {
      var scores = new LinkedHashMap<String, SequencedMap<String, Double>>();
      for (Study study : studies) {
        scores.put(study.level(), scores(study, seed, asked));
      }
      trained.add(new ScoreTable(asked.reference(), called, scores));
    }
    return comparisons(studies, trained);
  }

  /** A level of which nothing was trained is none, and takes nothing from the others. */
  private List<Comparison> comparisons(List<Study> studies, List<ScoreTable> trained) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Study study : studies) {
      Comparison.of(study.level(), study.predicted(), trained)
          .ifPresentOrElse(
              comparisons::add,
              () ->
                  work.progress()
                      .say(study.level() + " is left out: every candidate failed with some seed"));
    }
    if (comparisons.isEmpty()) {
      throw new IllegalStateException(
          "no candidate could be trained; the reasons are in " + RunJournal.in(folder.rank()));
    }
    return comparisons;
  }

  private static String called(Evaluator.Standalone alone, int seeds) {
    String once = "each trained alone for " + alone.length().text(OptionalInt.empty());
    return seeds > 1 ? once + ", mean of " + seeds + " seeds" : once;
  }

  /** The levels that are asked for, as far as the run has scored candidates of them. */
  private List<SearchedLevel> levels(Trainings asked) {
    Set<String> scored =
        RunJournal.read(folder.path()).stream()
            .map(Entry::answer)
            .filter(answer -> answer.fingerprint().startsWith(asked.fingerprint().orElse("")))
            .map(Answer::level)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (scored.isEmpty() && asked.fingerprint().isPresent()) {
      throw new InvalidInputException(
          "--predictor-fingerprint",
          asked.fingerprint().get(),
          "how that of an evaluator of the run begins");
    }
    List<SearchedLevel> some =
        SearchedLevel.of(work.experiment()).stream()
            .filter(level -> scored.contains(level.name()))
            .filter(level -> asked.level().map(level.name()::equals).orElse(true))
            .toList();
    if (some.isEmpty()) {
      throw new InvalidInputException(
          "--level",
          asked.level().orElse("nothing"),
          "one that the run has scored: " + String.join(", ", scored));
    }
    return some;
  }

  private SequencedMap<String, Double> scores(Study study, int seed, Trainings asked)
      throws IOException, InterruptedException {
    var scores = new LinkedHashMap<String, Double>();
    String again = seed > 0 ? ", seed " + (seed + 1) : "";
    try (var evaluator = evaluator(study, seed, asked.reference());
        var task =
            work.progress()
                .start(
                    study.level() + " ranking" + again, study.candidates().size(), "candidates")) {
      Map<String, Evaluation> answers =
          new Asking(work, study.level(), evaluator)
              .answers(study.candidates().stream().map(Allocation::parse).toList(), task);
      for (String candidate : study.candidates()) {
        switch (Objects.requireNonNull(answers.get(candidate))) {
          case Evaluation.Scored scored ->
              scores.put(candidate, scored.require("--reference-objective", asked.reference()));
          case Evaluation.Failed failed ->
              work.progress()
                  .say(candidate + again + " failed, it is left out: " + failed.reason());
        }
      }
    }
    return scores;
  }

  /** Weights of another seed are other work, and lie beside. */
  private io.crnas.framework.Evaluator<Allocation> evaluator(
      Study study, int seed, String reference) throws IOException, InterruptedException {
    long first = work.experiment().seed();
    Path weights =
        folder.rank().resolve(study.weights() + (seed == 0 ? "" : "-seed-" + (seed + 1)));
    return new Opening(work, folder)
        .alone(
            study.searched().level(),
            level(study),
            study.alone(),
            reference,
            weights,
            seed == 0 ? Seeds.derive(first, "rank") : Seeds.derive(first, "rank/seed", seed));
  }

  /** The level that was searched; its candidates tell what it began with. */
  private io.crnas.framework.space.Level<Allocation> level(Study study) {
    Level described = study.searched().level();
    Target target =
        work.setup().targets.stream()
            .filter(one -> one.called(described.name()).equals(study.level()))
            .findFirst()
            .orElseThrow();
    Allocation one = Allocation.parse(study.candidates().getFirst());
    return work.setup().level(described, target, Allocation.of(one.stages()));
  }

  /**
   * Weights of other steps are other work, and lie beside; so are those of a level that is not
   * trained like the first one, because a candidate may be in both.
   */
  private String weights(Level level, Evaluator.Standalone alone) {
    boolean alike =
        work.experiment().levels().stream()
            .flatMap(other -> recipe(other.scoring()).stream())
            .findFirst()
            .map(alone.recipe()::equals)
            .orElse(true);
    return alone.steps().orElseThrow() + "-steps" + (alike ? "" : "-" + level.name());
  }

  /** As the run retrains its nets, or else that of the evaluator. */
  private Optional<Recipe> recipe(Evaluator evaluator) {
    return work.experiment()
        .retrain()
        .map(Retrain::recipe)
        .or(() -> evaluator.training().map(TrainingLength::recipe));
  }

  private int steps(Trainings asked, Recipe recipe) {
    Images images = work.setup().training().images();
    if (asked.epochs().isPresent()) {
      var length = new TrainingLength(asked.epochs(), Optional.empty(), recipe);
      var problems = new Problems();
      length.isTooLong("--epochs", images.train().size(), problems);
      problems.throwIfAny();
      return length.steps(images.train().size());
    }
    return asked
        .steps()
        .or(() -> work.experiment().retrain().map(nets -> nets.length().steps(images.all().size())))
        .orElseThrow(() ->
            new InvalidInputException(
                "--steps", "nothing", "a number, because the run retrains no nets"));
  }

  /** On the images that this evaluator scores on. */
  private Evaluator.Standalone alone(Evaluator evaluator, Trainings asked) {
    Optional<Recipe> recipe = recipe(evaluator);
    if (recipe.isEmpty()) {
      throw new InvalidInputException(
          folder.descriptor().toString(), "nothing that is trained", "retrain, or a REFERENCE");
    }
    int steps = steps(asked, recipe.get());
    int warmup = recipe.get().on(work.setup().training().images().train().size()).warmupSteps();
    if (steps <= warmup) {
      throw new InvalidInputException(
          asked.epochs().isPresent() ? "--epochs" : "--steps",
          asked
              .epochs()
              .map(passes -> passes + ", which are " + steps + " steps")
              .orElse(Integer.toString(steps)),
          "more than the " + warmup + " of the warm-up");
    }
    return switch (evaluator) {
      case Evaluator.Supernet supernet ->
          Evaluator.Standalone.of(steps, recipe.get(), supernet.batch(), supernet.images());
      case Evaluator.Standalone standalone ->
          Evaluator.Standalone.of(steps, recipe.get(), standalone.batch(), standalone.images());
      case Evaluator.Provided<?> _ ->
          Evaluator.Standalone.of(steps, recipe.get(), BATCH, Optional.empty());
    };
  }
}
