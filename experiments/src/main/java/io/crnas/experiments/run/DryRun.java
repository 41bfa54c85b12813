package io.crnas.experiments.run;

import io.crnas.detection.training.Recipe;
import io.crnas.experiments.descriptor.ClassificationTraining;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.FineTuning;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Race;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.experiments.descriptor.TrainingLength;
import io.crnas.experiments.init.Draft;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long a run may take on this machine: a few steps of each training are made on its data, and
 * the baseline is scored with what came out.
 *
 * @param work whose progress is the clock
 * @param folder one that is thrown away
 */
record DryRun(Work work, StepClock clock, RunFolder folder) {
  private static final int WARM_UP = 3;
  private static final int STEPS = 11;

  /** What a step takes, and what the score of one candidate takes besides its training. */
  private record Measured(Duration step, Duration scoring) {}

  /** For people: each part of the run, and the sum. */
  List<String> lines(Plan plan) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    Map<Level, Measured> known = new HashMap<>();
    Duration all = Duration.ZERO;
    boolean whole = true;
    for (Plan.Row row : plan.rows()) {
      Optional<Evaluator> few = few(row.level().scoring());
      if (few.isPresent() && !known.containsKey(row.level())) {
        known.put(row.level(), measure(row, few.get()));
      }
      Optional<Duration> time = time(row, Optional.ofNullable(known.get(row.level())));
      lines.add(line(row.target().called(row.level().name()), time));
      all = all.plus(time.orElse(Duration.ZERO));
      whole &= time.isPresent();
    }
    if (work.experiment().retrain().isPresent()) {
      Retrain retrain = work.experiment().retrain().get();
      Measured measured = retrain(retrain);
      if (retrain.pretrain().isPresent()) {
        Duration before = pretraining(retrain, plan);
        lines.add(line("pre-training", Optional.of(before)));
        all = all.plus(before);
      }
      for (Target target : work.setup().targets) {
        Duration nets = time(retrain, measured, plan.evaluations(target));
        lines.add(line(target.called("retrain"), Optional.of(nets)));
        all = all.plus(nets);
      }
    }
    lines.add(line(whole ? "in all" : "in all that was measured", Optional.of(all)));
    return lines;
  }

  /** The same with few steps; empty where it is not known what it does. */
  private static Optional<Evaluator> few(Evaluator evaluator) {
    return switch (evaluator) {
      case Evaluator.Supernet supernet ->
          Optional.of(
              new Evaluator.Supernet(
                  Optional.empty(),
                  Optional.of(STEPS),
                  supernet.sampling(),
                  supernet.dropPaths(),
                  supernet.learning(),
                  supernet.recipe(),
                  supernet.calibrationImages(),
                  supernet.batch(),
                  supernet.images(),
                  // A step takes as long from scratch, and alone as in the supernet.
                  Optional.empty(),
                  Optional.empty(),
                  1));
      case Evaluator.Standalone standalone ->
          Optional.of(few(standalone.recipe(), standalone.batch(), standalone.images()));
      case Evaluator.Provided<?> _ -> Optional.empty();
    };
  }

  private static Evaluator.Standalone few(Recipe recipe, int batch, Optional<Integer> images) {
    return Evaluator.Standalone.of(STEPS, recipe, batch, images);
  }

  private Optional<Duration> time(Plan.Row row, Optional<Measured> measured) {
    return measured.map(one ->
        switch (row.level().scoring()) {
          case Evaluator.Supernet supernet -> {
            int tuning = supernet.fineTuning().map(FineTuning::length).map(this::steps).orElse(0);
            Duration scoring =
                supernet.sharesMiniBatches()
                    ? together(one.scoring(), supernet, members(row))
                        .multipliedBy(row.evaluations())
                    : one.step()
                        .multipliedBy(tuning)
                        .plus(one.scoring())
                        .multipliedBy(row.evaluations() * members(row));
            int all = supernet.supernets();
            boolean first = row.target().equals(work.setup().targets.getFirst());
            yield first || !row.level().isShared()
                ? scoring.plus(one.step().multipliedBy(steps(supernet.length()))).multipliedBy(all)
                : scoring.multipliedBy(all);
          }
          case Evaluator.Standalone standalone ->
              one.step()
                  .multipliedBy(steps(standalone.length()))
                  .plus(one.scoring())
                  .multipliedBy(row.evaluations() * members(row));
          case Evaluator.Provided<?> _ -> throw new AssertionError("was not measured");
        });
  }

  /** How many candidates are scored as one at most. */
  private long members(Plan.Row row) {
    if (!(row.level().strategy() instanceof Strategy.Greedy greedy)) {
      return 1;
    }
    return greedy
        .completions()
        .count()
        .orElseGet(() ->
            switch (row.level().scoring()) {
              case Evaluator.Supernet supernet ->
                  Math.ceilDiv(scoredOn(supernet), supernet.batch());
              case Evaluator.Standalone _, Evaluator.Provided<?> _ -> 1;
            });
  }

  private int scoredOn(Evaluator.Supernet supernet) {
    return work.setup().training().images().validation(supernet.images()).size();
  }

  /** The members share what is detected, and each is calibrated. */
  private Duration together(Duration alone, Evaluator.Supernet supernet, long members) {
    return together(alone, scoredOn(supernet), supernet.calibrationImages(), members);
  }

  static Duration together(Duration alone, long detected, long calibrated, long members) {
    return alone.multipliedBy(detected + members * calibrated).dividedBy(detected + calibrated);
  }

  /** On the train split. */
  private int steps(TrainingLength length) {
    return length.steps(work.setup().training().images().train().size());
  }

  private Measured measure(Plan.Row row, Evaluator few) throws IOException, InterruptedException {
    Level level = row.level().with(few);
    try (var evaluator =
        new Opening(work, folder).open(level, work.setup().level(level, row.target()))) {
      return measure(evaluator, row.target());
    }
  }

  private Measured measure(io.crnas.framework.Evaluator<Allocation> evaluator, Target target)
      throws InterruptedException {
    Duration before = clock.trained();
    long begin = System.nanoTime();
    evaluator.evaluate(List.of(Allocation.of(target.baseline())));
    Duration scoring =
        Duration.ofNanos(System.nanoTime() - begin).minus(clock.trained().minus(before));
    return new Measured(clock.step(WARM_UP), scoring);
  }

  /** What a step of a final network's training takes, and its scoring. */
  Draft.Pace pace(Retrain described) throws InterruptedException {
    Measured measured = retrain(described);
    return new Draft.Pace(measured.step(), measured.scoring());
  }

  /** The val split stands for the test split here. */
  private Measured retrain(Retrain retrain) throws InterruptedException {
    var few = few(retrain.recipe(), retrain.recipe().batch(), Optional.empty());
    try (var evaluator =
        new Opening(work, folder)
            .retraining(
                few,
                folder.path().resolve("retrain"),
                Seeds.derive(work.experiment().seed(), "retrain"))) {
      return measure(evaluator, work.setup().targets.getFirst());
    }
  }

  /** Of the backbones of all nets that are trained, which may be fewer than can be told before. */
  private Duration pretraining(Retrain retrain, Plan plan)
      throws IOException, InterruptedException {
    ClassificationTraining described = retrain.pretrain().orElseThrow();
    ClassImages images = work.setup().training().classes().orElseThrow();
    var few =
        new ClassificationTraining(
            described.data(),
            Optional.empty(),
            Optional.of(STEPS),
            described.recipe(),
            described.labelSmoothing(),
            described.crop());
    Target first = work.setup().targets.getFirst();
    long begin = System.nanoTime();
    Duration before = clock.trained();
    new Pretraining(work, folder, few, images).train(List.of(Allocation.of(first.baseline())));
    Duration measuring =
        Duration.ofNanos(System.nanoTime() - begin).minus(clock.trained().minus(before));
    long nets =
        work.setup().targets.stream()
            .mapToLong(target -> nets(retrain, plan.evaluations(target)))
            .sum();
    return clock
        .step(WARM_UP)
        .multipliedBy(described.length().steps(images.train().size()))
        .plus(measuring)
        .multipliedBy(nets);
  }

  /** The baseline and all that take part in a race; without one, the found net. */
  private static long nets(Retrain retrain, long evaluated) {
    long chosen = retrain.race().map(Race::start).orElse(retrain.finalists());
    return 1 + Math.min(chosen, Math.max(1, evaluated));
  }

  /**
   * Of the baseline, the found net and those that it is chosen of.
   *
   * @param evaluated how many candidates can be finalists
   */
  private Duration time(Retrain retrain, Measured measured, long evaluated) {
    Training training = work.setup().training();
    Duration whole =
        measured
            .step()
            .multipliedBy(retrain.length().steps(training.images().all().size()))
            .plus(measured.scoring());
    long raced = trainings(retrain, evaluated);
    if (raced == 0) {
      return whole.multipliedBy(2L * retrain.seeds());
    }
    Duration finalist =
        measured.step().multipliedBy(steps(retrain.length())).plus(measured.scoring());
    // What the race has trained with the same images is not trained again.
    int seeds = retrain.seeds();
    int done = retrain.race().map(race -> race.seeds().getLast()).orElse(1);
    int found = training.keepsImages() ? seeds : Math.max(0, seeds - done);
    int baseline = training.keepsImages() || retrain.race().isEmpty() ? seeds : found;
    return whole.multipliedBy((long) baseline + found).plus(finalist.multipliedBy(raced));
  }

  /** How many are made to choose the found net; 0 where the search has chosen. */
  private static long trainings(Retrain retrain, long evaluated) {
    if (retrain.race().isEmpty()) {
      long finalists = Math.min(retrain.finalists(), evaluated);
      return finalists > 1 ? finalists : 0;
    }
    Race race = retrain.race().get();
    long trainings = race.seeds().getLast();
    int before = 0;
    for (int round = 0; round < race.seeds().size(); round++) {
      int seeds = race.seeds().get(round);
      trainings += Math.min(race.field().get(round), Math.max(1, evaluated)) * (seeds - before);
      before = seeds;
    }
    return trainings;
  }

  private static String line(String name, Optional<Duration> time) {
    return String.format(
        Locale.ROOT, "%-28s %s", name, time.map(DryRun::about).orElse("was not measured"));
  }

  /** With two units, because it is not better known. */
  private static String about(Duration time) {
    return time.toHours() > 0
        ? "about %d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "about %d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
