package io.crnas.experiments.run;

import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.Exposure;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.Relaxation;
import io.crnas.detection.training.StandaloneEvaluator;
import io.crnas.detection.training.Start;
import io.crnas.detection.training.SupernetEvaluator;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.FineTuning;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.worker.WorkersEvaluator;
import io.crnas.export.latency.Latency;
import io.crnas.export.latency.NewNet;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorJob;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes the evaluator of a level ready: a supernet is trained here.
 *
 * @param own what all randomness of evaluators comes from, where it is not theirs by the descriptor
 */
record Opening(Work work, RunFolder folder, OptionalLong own) {

  Opening(Work work, RunFolder folder) {
    this(work, folder, OptionalLong.empty());
  }

  io.crnas.framework.Evaluator<Allocation> open(
      io.crnas.experiments.descriptor.Level described, Level<Allocation> level)
      throws IOException, InterruptedException {
    // First, because what is wrong with a file of latencies is told before anything is trained.
    Optional<CostedEvaluator.Expense> expense =
        described.strategy() instanceof Strategy.Pareto pareto
            ? Optional.of(expense(pareto, level))
            : Optional.empty();
    var evaluator = preferring(scored(described, level), described, level);
    var costed =
        expense
            .<io.crnas.framework.Evaluator<Allocation>>map(cost ->
                new CostedEvaluator(evaluator, described.strategy().against().orElseThrow(), cost))
            .orElse(evaluator);
    return new ObjectiveEvaluator(
        costed,
        level.name(),
        described.objective(),
        work.journal().evaluations(level.name(), costed.fingerprint()).values());
  }

  /** The same, where the supernet has learned to prefer something. */
  private io.crnas.framework.Evaluator<Allocation> preferring(
      io.crnas.framework.Evaluator<Allocation> scores,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level)
      throws IOException {
    if (!(where.scoring() instanceof Evaluator.Supernet supernet)
        || supernet.learning().isEmpty()) {
      return scores;
    }
    Weights trained = Safetensors.read(kept(where).supernet(where.name()));
    return new PreferringEvaluator(scores, level, Relaxation.preferences(trained).orElseThrow());
  }

  /** Where the supernet of a level is kept. */
  private RunFolder kept(io.crnas.experiments.descriptor.Level where) {
    return where.isShared() ? folder.shared() : folder;
  }

  /** By the workers, where there are some and the evaluator has no others of its own. */
  private io.crnas.framework.Evaluator<Allocation> scored(
      io.crnas.experiments.descriptor.Level described, Level<Allocation> level)
      throws IOException, InterruptedException {
    var here = open(described.evaluator(), described, level);
    return switch (described.evaluator()) {
      case Evaluator.Supernet _, Evaluator.Standalone _ ->
          byWorkers(here, () -> job(described, level));
      case Evaluator.Provided<?> _ -> here;
    };
  }

  private io.crnas.framework.Evaluator<Allocation> byWorkers(
      io.crnas.framework.Evaluator<Allocation> here, Supplier<EvaluatorJob> job) {
    return work.engine()
        .workers()
        .<io.crnas.framework.Evaluator<Allocation>>map(
            workers -> new WorkersEvaluator(workers, here, job.get(), work.progress()))
        .orElse(here);
  }

  /** The one that scores alone, as it answers wherever it is opened. */
  io.crnas.framework.Evaluator<Allocation> scoring(
      io.crnas.experiments.descriptor.Level described, Level<Allocation> level)
      throws IOException, InterruptedException {
    return open(described.scoring(), described, level);
  }

  private io.crnas.framework.Evaluator<Allocation> open(
      Evaluator evaluator, io.crnas.experiments.descriptor.Level where, Level<Allocation> level)
      throws IOException, InterruptedException {
    return switch (evaluator) {
      case Evaluator.Supernet supernet -> supernet(supernet, where, level);
      case Evaluator.Standalone standalone ->
          standalone(
              standalone,
              folder.evaluator(where.name(), standalone.kind()),
              seed(where, standalone));
      case Evaluator.Provided<?> provided when provided.scoring().equals(provided) ->
          provided.open(context(provided, where, level, Optional.empty()));
      case Evaluator.Provided<?> provided ->
          elsewhere(
              provided,
              where,
              level,
              new EvaluatorContext.Nested(scoring(where, level), job(where, level)));
    };
  }

  /**
   * Trains and scores the nets of a race where the last level has its candidates scored elsewhere;
   * empty where that is here, or at workers of this machine.
   *
   * @param seed its number, from 1
   */
  Optional<io.crnas.framework.Evaluator<Allocation>> finalists(
      Target target, Retrain retrain, int seed) throws IOException, InterruptedException {
    List<io.crnas.experiments.descriptor.Level> levels = work.experiment().levels();
    if (levels.isEmpty()
        || work.engine().workers().isPresent()
        || !(levels.getLast().evaluator() instanceof Evaluator.Provided<?> provided)
        || provided.scoring().equals(provided)) {
      return Optional.empty();
    }
    var level = work.setup().level(levels.getLast(), target);
    // First, because it makes what nets begin with.
    var here = FinalistEvaluator.open(work, target, folder, retrain, seed);
    var job =
        new EvaluatorJob(
            Descriptor.write(work.experiment()),
            target.called(FinalistEvaluator.LEVEL),
            level.baseline(),
            folder.run().toAbsolutePath().normalize(),
            OptionalLong.of(seed),
            beginnings());
    return Optional.of(
        elsewhere(provided, levels.getLast(), level, new EvaluatorContext.Nested(here, job)));
  }

  /** What nets begin with that are trained as the run's, where that was made here. */
  private Map<String, Path> beginnings() throws IOException {
    List<Path> files = new ArrayList<>(List.of(folder.shared().initial("retrain")));
    if (Files.isDirectory(folder.pretrained())) {
      try (Stream<Path> nets = Files.list(folder.pretrained())) {
        nets.filter(file -> file.toString().endsWith(".safetensors")).forEach(files::add);
      }
    }
    return there(files);
  }

  private io.crnas.framework.Evaluator<Allocation> elsewhere(
      Evaluator.Provided<?> provided,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      EvaluatorContext.Nested nested)
      throws IOException, InterruptedException {
    try {
      return provided.open(context(provided, where, level, Optional.of(nested)));
    } catch (IOException | InterruptedException | RuntimeException e) {
      nested.here().close();
      throw e;
    }
  }

  /** What the one that scores is opened by elsewhere. */
  private EvaluatorJob job(io.crnas.experiments.descriptor.Level where, Level<Allocation> level) {
    RunFolder kept = kept(where);
    Map<String, Path> files =
        there(List.of(kept.supernet(where.name()), folder.shared().initial(where.name())));
    return new EvaluatorJob(
        Descriptor.write(work.experiment()),
        level.name(),
        level.baseline(),
        folder.run().toAbsolutePath().normalize(),
        own,
        files);
  }

  /** Those that are there, by their places in the run's folder. */
  private Map<String, Path> there(List<Path> some) {
    Map<String, Path> files = new HashMap<>();
    for (Path file : some) {
      if (Files.exists(file)) {
        files.put(
            folder.run().relativize(file).toString().replace('\\', '/'), file.toAbsolutePath());
      }
    }
    return files;
  }

  private CostedEvaluator.Expense expense(Strategy.Pareto pareto, Level<Allocation> level)
      throws IOException {
    Backbone backbone = work.setup().backbone;
    ImageSize input = work.experiment().budget().input();
    return switch (pareto.cost()) {
      case MACS -> of(CostModel.operations(backbone, input, Cost.Convention.MAC));
      case PARAMETERS -> of(CostModel.parameters(backbone, input));
      case LATENCY -> {
        if (pareto.latency().isPresent()) {
          Path base = work.experiment().evaluatorsBase();
          yield KnownLatencies.read(pareto.latency().get(), base, level);
        }
        NewNet nets = work.setup().timed();
        var settings = Latency.Settings.of(work.engine().threads());
        yield candidate -> Latency.measure(nets, candidate, settings).minimum();
      }
    };
  }

  private static CostedEvaluator.Expense of(CostModel costs) {
    return candidate -> costs.cost(candidate).value();
  }

  private io.crnas.framework.Evaluator<Allocation> supernet(
      Evaluator.Supernet described,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level)
      throws IOException, InterruptedException {
    Training training = work.setup().training();
    long seed = seed(where, described);
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
                kept.metrics(training.architecture().detector()).of(where.name() + "-supernet"));
    String title = name + " supernet";
    Path file = kept.supernet(where.name());
    Weights supernet =
        described.learning().isPresent()
            ? trainer.train(
                title,
                new Relaxation(level, described.learning().get(), seed),
                file,
                work.progress())
            : trainer.train(title, paths(described, where, level), file, work.progress());
    if (described.fineTuning().isPresent()) {
      FineTuning tuning = described.fineTuning().get();
      return standalone(
          new Evaluator.Standalone(
              tuning.epochs(),
              tuning.steps(),
              tuning.recipe(),
              described.batch(),
              described.images()),
          training.architecture(),
          new Start.Supernet(training.architecture(), supernet),
          folder.evaluator(where.name(), "fine-tuning"),
          seed);
    }
    return new SupernetEvaluator(
        work.engine().torch(),
        training.architecture(),
        supernet,
        seed,
        training.images().calibration(described.calibrationImages(), work.experiment().seed()),
        training.images().validation(described.images()),
        training.images().preparation(),
        described.batch(),
        work.progress());
  }

  /** What the evaluator's training begins with, where it is not from scratch. */
  Optional<Results.Beginning> told(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level)
      throws IOException, InterruptedException {
    return switch (where.scoring()) {
      case Evaluator.Supernet supernet ->
          beginning(supernet, where)
              .map(one -> one.in(work.setup().training().architecture(), depths(level)));
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

  /** Blocks that between them have every depth of the level. */
  private static List<StageAllocation> depths(Level<Allocation> level) {
    FeasibleSet set = level.feasible();
    int most = IntStream.range(0, set.genes()).map(set::choices).max().orElse(1);
    return IntStream.range(0, most)
        .mapToObj(choice ->
            Choices.of(
                IntStream.range(0, set.genes())
                    .map(gene -> Math.min(choice, set.choices(gene) - 1))
                    .toArray()))
        .map(level::decode)
        .map(Allocation::stages)
        .distinct()
        .toList();
  }

  /**
   * Trains from scratch, where the evaluator of a level has its own candidates scored.
   *
   * @param metric that is asked for
   * @param weights the folder where what is trained is kept
   */
  io.crnas.framework.Evaluator<Allocation> alone(
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      Evaluator.Standalone described,
      String metric,
      Path weights,
      long seed)
      throws IOException, InterruptedException {
    var here = standalone(described, weights, seed);
    Supplier<EvaluatorJob> job =
        () ->
            new EvaluatorJob(
                Descriptor.write(work.experiment().withLevel(where.scoredBy(described, metric))),
                level.name(),
                level.baseline(),
                weights.toAbsolutePath().normalize(),
                OptionalLong.of(seed),
                Map.of());
    return switch (where.evaluator()) {
      case Evaluator.Provided<?> provided when !provided.scoring().equals(provided) ->
          elsewhere(provided, where, level, new EvaluatorContext.Nested(here, job.get()));
      case Evaluator.Supernet _, Evaluator.Standalone _, Evaluator.Provided<?> _ ->
          byWorkers(here, job);
    };
  }

  /** Trains from scratch; its weights are kept in the folder. */
  private StandaloneEvaluator standalone(Evaluator.Standalone described, Path weights, long seed) {
    Architecture searched = work.setup().training().architecture();
    return standalone(described, searched, new Start.Scratch(), weights, seed);
  }

  /** Trains as the found network is trained; its weights are kept in the folder. */
  StandaloneEvaluator retraining(Evaluator.Standalone described, Path weights, long seed) {
    Architecture retrained = work.setup().training().retrained();
    return standalone(described, retrained, new Start.Scratch(), weights, seed);
  }

  private StandaloneEvaluator standalone(
      Evaluator.Standalone described,
      Architecture architecture,
      Start start,
      Path weights,
      long seed) {
    Training training = work.setup().training();
    return StandaloneEvaluator.ofDetectors(
        work.engine().torch(),
        work.experiment().parallel(),
        architecture,
        weights,
        seed,
        training.images().train(),
        training.course(described.length(), training.images().train()),
        start,
        training.images().validation(described.images()),
        training.images().preparation(),
        described.batch(),
        work.betweenCheckpoints(),
        work.progress());
  }

  /**
   * What moves a candidate's score and is no merit of it: how much training its blocks have had in
   * the supernet that scores it, also where each is tuned alone afterwards.
   */
  ToDoubleFunction<Allocation> advantage(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level) {
    return switch (where.scoring()) {
      // Which paths it has had depended on what it learned.
      case Evaluator.Supernet supernet when supernet.learning().isPresent() -> _ -> 0;
      case Evaluator.Supernet supernet ->
          Exposure.of(
                  work.setup().training().architecture(),
                  paths(supernet, where, level),
                  batches(supernet))
              ::of;
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
      Level<Allocation> level) {
    long seed = seed(where, supernet);
    List<Level<Allocation>> levels =
        where.isShared()
            ? work.setup().targets.stream()
                .map(target -> work.setup().level(where, target))
                .toList()
            : List.of(level);
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

  private EvaluatorContext context(
      Evaluator.Provided<?> described,
      io.crnas.experiments.descriptor.Level where,
      Level<Allocation> level,
      Optional<EvaluatorContext.Nested> nested) {
    return new EvaluatorContext(
        level,
        work.setup().backbone,
        work.experiment().evaluatorsBase(),
        folder.evaluator(where.name(), described.kind()).toAbsolutePath(),
        seed(where, described),
        work.engine().device(),
        work.engine().threads(),
        work.progress(),
        nested);
  }

  private long seed(io.crnas.experiments.descriptor.Level where, Evaluator evaluator) {
    return own.isPresent()
        ? own.getAsLong()
        : Seeds.derive(work.experiment().seed(), where.name() + "/" + evaluator.kind());
  }
}
