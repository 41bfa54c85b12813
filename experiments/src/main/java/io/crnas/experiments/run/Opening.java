package io.crnas.experiments.run;

import io.crnas.detection.training.Paths;
import io.crnas.detection.training.StandaloneEvaluator;
import io.crnas.detection.training.SupernetEvaluator;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the evaluator of a level ready: a supernet is trained here. */
record Opening(Work work, RunFolder folder) {

  io.crnas.framework.Evaluator<Allocation> open(
      io.crnas.experiments.descriptor.Level described, Level<Allocation> level)
      throws IOException, InterruptedException {
    var evaluator = open(described.evaluator(), level);
    return switch (described.strategy()) {
      case Strategy.Pareto pareto -> costed(evaluator, pareto.cost());
      case Strategy.Evolution _, Strategy.Greedy _, Strategy.Exhaustive _, Strategy.Random _ ->
          evaluator;
    };
  }

  private CostedEvaluator costed(
      io.crnas.framework.Evaluator<Allocation> evaluator, Strategy.Pareto.Expense expense) {
    Backbone backbone = work.setup().backbone;
    ImageSize input = work.experiment().budget().input();
    CostModel costs =
        switch (expense) {
          case MACS -> CostModel.operations(backbone, input, Cost.Convention.MAC);
          case PARAMETERS -> CostModel.parameters(backbone, input);
        };
    return new CostedEvaluator(
        evaluator, CostedEvaluator.metric(expense), candidate -> costs.cost(candidate).value());
  }

  private io.crnas.framework.Evaluator<Allocation> open(
      Evaluator described, Level<Allocation> level) throws IOException, InterruptedException {
    return switch (described) {
      case Evaluator.Supernet supernet -> supernet(supernet, level);
      case Evaluator.Standalone standalone ->
          standalone(
              standalone,
              folder.evaluator(level.name(), standalone.kind()),
              seed(level, "standalone"));
      case Evaluator.Provided<?> provided -> provided.open(context(provided, level));
    };
  }

  private SupernetEvaluator supernet(Evaluator.Supernet described, Level<Allocation> level)
      throws IOException, InterruptedException {
    Training training = work.setup().training();
    long seed = seed(level, "supernet");
    Paths paths =
        switch (described.sampling()) {
          case UNIFORM -> Paths.uniform(level, seed);
          case FEASIBLE -> Paths.feasible(level, seed);
        };
    var trainer =
        new Trainer(
            work.engine().torch(),
            training.architecture(),
            training.images().train(),
            training.images().preparation(),
            training.recipe(described.steps(), described.recipe()),
            seed,
            work.betweenCheckpoints());
    Weights supernet =
        trainer.train(
            level.name() + " supernet", paths, folder.supernet(level.name()), work.progress());
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
   * @param weights where they are kept
   */
  StandaloneEvaluator standalone(Evaluator.Standalone described, Path weights, long seed) {
    Training training = work.setup().training();
    return new StandaloneEvaluator(
        work.engine().torch(),
        training.architecture(),
        weights,
        seed,
        training.images().train(),
        training.recipe(described.steps(), described.recipe()),
        training.images().validation(described.images()),
        training.images().preparation(),
        described.batch(),
        work.betweenCheckpoints(),
        work.progress());
  }

  private EvaluatorContext context(Evaluator.Provided<?> described, Level<Allocation> level) {
    return new EvaluatorContext(
        level,
        work.experiment().base().orElse(Path.of("").toAbsolutePath()),
        folder.evaluator(level.name(), described.kind()).toAbsolutePath(),
        seed(level, described.kind()),
        work.engine().device(),
        work.engine().threads(),
        work.progress());
  }

  private long seed(Level<Allocation> level, String kind) {
    return Seeds.derive(work.experiment().seed(), level.name() + "/" + kind);
  }
}
