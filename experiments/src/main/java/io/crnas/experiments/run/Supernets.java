package io.crnas.experiments.run;

import io.crnas.detection.training.Exposure;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Relaxation;
import io.crnas.detection.training.Start;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.results.Results;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.SpatialAllocation;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The supernets of levels: how they are trained, on which paths, and what they begin with.
 *
 * @param folder of the run, or of a budget of it
 */
record Supernets(Work work, RunFolder folder) {

  /**
   * Trains one, or reads it where it is trained already.
   *
   * @param number of those of the level, from 1
   * @param seed its own
   */
  Weights trained(
      Evaluator.Supernet described,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      int number,
      long seed)
      throws IOException, InterruptedException {
    Training training = work.setup().training();
    String name = where.isShared() ? where.name() : level.name();
    RunFolder kept = kept(where);
    var trainer =
        new Trainer(
                work.engine().torch(),
                training.architecture(),
                training.images().train(),
                training.images().preparation(),
                training.course(described.length(), training.images().train()),
                seed,
                work.betweenCheckpoints())
            .from(beginning(described, where).map(Beginning::start).orElseGet(Start.Scratch::new))
            .heardBy(
                kept.metrics(training.architecture().detector())
                    .of(RunFolder.supernetName(where.name(), number)));
    String title = name + " supernet" + (number == 1 ? "" : " " + number);
    Path file = kept.supernet(where.name(), number);
    return described.learning().isPresent()
        ? trainer.train(
            title,
            // Budgets have the choices of a shared level in common.
            new Relaxation(levels(where, level).getFirst(), described.learning().get(), seed),
            file,
            work.progress())
        : trainer.train(title, paths(described, where, level, seed), file, work.progress());
  }

  /** What the randomness of each supernet of a level comes from; that of the first is theirs. */
  static List<Long> seeds(Evaluator.Supernet described, long seed) {
    return IntStream.rangeClosed(1, described.supernets())
        .mapToObj(number -> number == 1 ? seed : Seeds.derive(seed, "supernet " + number))
        .toList();
  }

  /** What the supernet of a level has learned to prefer, where it learns that. */
  Optional<Preferences> preferences(io.crnas.experiments.descriptor.Level where)
      throws IOException {
    return where.scoring() instanceof Evaluator.Supernet supernet && supernet.learning().isPresent()
        ? Relaxation.preferences(Safetensors.read(kept(where).supernet(where.name(), 1)))
        : Optional.empty();
  }

  /** Where the supernet of a level is kept. */
  RunFolder kept(io.crnas.experiments.descriptor.Level where) {
    return where.isShared() ? folder.shared() : folder;
  }

  /** What the training of a level's supernet begins with, where it is not from scratch. */
  Optional<Results.Beginning> told(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level)
      throws IOException, InterruptedException {
    return switch (where.scoring()) {
      case Evaluator.Supernet supernet ->
          beginning(supernet, where)
              .map(one -> one.in(work.setup().training().architecture(), spanning(where, level)));
      case Evaluator.Standalone _, Evaluator.Provided<?> _ -> Optional.empty();
    };
  }

  private Optional<Beginning> beginning(
      Evaluator.Supernet described, io.crnas.experiments.descriptor.Level where)
      throws IOException, InterruptedException {
    if (described.weights().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        work.setup()
            .training()
            .beginning(described.weights().get())
            .renormalised(work, described.recipe().batch(), folder.shared().initial(where.name())));
  }

  /** Allocations that between them have every depth of the level, and every digit of its blocks. */
  private List<Allocation> spanning(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level) {
    return switch (where.level()) {
      case STAGE -> spanning(depths(), List.of(1));
      case SPATIAL ->
          spanning(List.of(level.baseline().stages()), work.experiment().space().digits());
      case JOINT -> spanning(depths(), work.experiment().space().digits());
    };
  }

  private static List<Allocation> spanning(List<StageAllocation> depths, List<Integer> digits) {
    return depths.stream()
        .flatMap(stages ->
            digits.stream()
                .map(digit ->
                    new Allocation(
                        stages,
                        new SpatialAllocation(
                            stages.blocks().stream()
                                .map(blocks -> Collections.nCopies(blocks, digit))
                                .toList()))))
        .toList();
  }

  /** Blocks that between them have every depth of every stage. */
  private List<StageAllocation> depths() {
    List<List<Integer>> sets = work.setup().stageSets;
    int most = sets.stream().mapToInt(List::size).max().orElseThrow();
    return IntStream.range(0, most)
        .mapToObj(place ->
            new StageAllocation(
                sets.stream().map(set -> set.get(Math.min(place, set.size() - 1))).toList()))
        .toList();
  }

  /**
   * What moves a candidate's score and is no merit of it: how much training its blocks have had in
   * the supernet that scores it, also where each is tuned alone afterwards; of several their mean.
   */
  ToDoubleFunction<Allocation> advantage(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level, long seed) {
    return switch (where.scoring()) {
      // Which paths it has had depended on what it learned.
      case Evaluator.Supernet supernet when supernet.learning().isPresent() -> _ -> 0;
      case Evaluator.Supernet supernet -> {
        List<Exposure> exposures =
            seeds(supernet, seed).stream()
                .map(own ->
                    Exposure.of(
                        work.setup().training().architecture(),
                        paths(supernet, where, level, own),
                        batches(supernet)))
                .toList();
        yield candidate ->
            exposures.stream().mapToDouble(one -> one.of(candidate)).average().orElseThrow();
      }
      case Evaluator.Standalone _, Evaluator.Provided<?> _ -> _ -> 0;
    };
  }

  /** How many a supernet is trained with. */
  private int batches(Evaluator.Supernet supernet) {
    return supernet.length().steps(work.setup().training().images().train().size())
        * supernet.recipe().accumulate();
  }

  /** What the supernet of a level trains: those of all budgets in turn, where it serves them. */
  private Paths paths(
      Evaluator.Supernet supernet,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      long seed) {
    List<Level<Allocation>> levels = levels(where, level);
    return switch (supernet.sampling()) {
      case UNIFORM -> Paths.inTurn(levels.stream().map(one -> Paths.uniform(one, seed)).toList());
      case FEASIBLE -> Paths.inTurn(levels.stream().map(one -> Paths.feasible(one, seed)).toList());
      // Paths of these are of no budget, and turns would break rounds and steps.
      case FAIR -> Paths.fair(levels.getFirst(), seed);
      case SANDWICH -> Paths.sandwich(levels.getFirst(), supernet.recipe().accumulate(), seed);
      case PATH_DROPOUT ->
          Paths.pathDropout(levels.getFirst(), supernet.dropped(), batches(supernet), seed);
    };
  }

  /** Those of all budgets, where the level serves them. */
  private List<Level<Allocation>> levels(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level) {
    return where.isShared()
        ? work.setup().targets.stream().map(target -> work.setup().level(where, target)).toList()
        : List.of(level);
  }
}
