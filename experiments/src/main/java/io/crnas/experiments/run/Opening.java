package io.crnas.experiments.run;

import io.crnas.detection.training.Architecture;
import io.crnas.detection.training.StandaloneEvaluator;
import io.crnas.detection.training.Start;
import io.crnas.detection.training.SupernetEvaluator;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.FineTuning;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.export.latency.Latency;
import io.crnas.export.latency.NewNet;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorJob;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

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
    io.crnas.framework.Evaluator<Allocation> scores = scored(described, level);
    io.crnas.framework.Evaluator<Allocation> evaluator =
        supernets()
            .preferences(described)
            .<io.crnas.framework.Evaluator<Allocation>>map(
                learned -> new PreferringEvaluator(scores, level, learned))
            .orElse(scores);
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

  private Supernets supernets() {
    return new Supernets(work, folder);
  }

  private Elsewhere elsewhere() {
    return new Elsewhere(work, folder, own);
  }

  /** By the workers, where there are some and the evaluator has no others of its own. */
  private io.crnas.framework.Evaluator<Allocation> scored(
      io.crnas.experiments.descriptor.Level described, Level<Allocation> level)
      throws IOException, InterruptedException {
    var here = open(described.evaluator(), described, level);
    return switch (described.evaluator()) {
      case Evaluator.Supernet _, Evaluator.Standalone _ ->
          elsewhere().byWorkers(here, () -> elsewhere().job(described, level));
      case Evaluator.Provided<?> _ -> here;
    };
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
          provided.open(elsewhere().context(provided, where, level, Optional.empty()));
      case Evaluator.Provided<?> provided ->
          elsewhere()
              .open(
                  provided,
                  where,
                  level,
                  new EvaluatorContext.Nested(
                      scoring(where, level), elsewhere().job(where, level)));
    };
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
    List<Long> seeds = Supernets.seeds(described, seed(where, described));
    List<Weights> trained = new ArrayList<>();
    for (long seed : seeds) {
      trained.add(supernets().trained(described, where, level, trained.size() + 1, seed));
    }
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
          new Start.Supernet(training.architecture(), trained.getFirst()),
          folder.evaluator(where.name(), "fine-tuning"),
          seeds.getFirst());
    }
    List<SupernetEvaluator> evaluators = new ArrayList<>();
    try {
      for (int i = 0; i < trained.size(); i++) {
        evaluators.add(evaluator(described, trained.get(i), seeds.get(i)));
      }
    } catch (RuntimeException e) {
      evaluators.forEach(SupernetEvaluator::close);
      throw e;
    }
    return evaluators.size() == 1 ? evaluators.getFirst() : new MeanEvaluator(evaluators);
  }

  private SupernetEvaluator evaluator(Evaluator.Supernet described, Weights supernet, long seed) {
    Training training = work.setup().training();
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

  /**
   * What moves a candidate's score and is no merit of it: how much training its blocks have had in
   * the supernet that scores it, also where each is tuned alone afterwards.
   */
  ToDoubleFunction<Allocation> advantage(
      io.crnas.experiments.descriptor.Level where, Level<Allocation> level) {
    return supernets().advantage(where, level, seed(where, where.scoring()));
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
          elsewhere().open(provided, where, level, new EvaluatorContext.Nested(here, job.get()));
      case Evaluator.Supernet _, Evaluator.Standalone _, Evaluator.Provided<?> _ ->
          elsewhere().byWorkers(here, job);
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

  private long seed(io.crnas.experiments.descriptor.Level where, Evaluator evaluator) {
    return seed(work, own, where, evaluator);
  }

  /** What the randomness of an evaluator comes from. */
  static long seed(
      Work work,
      OptionalLong own,
      io.crnas.experiments.descriptor.Level where,
      Evaluator evaluator) {
    return own.isPresent()
        ? own.getAsLong()
        : Seeds.derive(work.experiment().seed(), where.name() + "/" + evaluator.kind());
  }
}
