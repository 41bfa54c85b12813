package io.crnas.experiments.run;

import io.crnas.detection.rcnn.DetectorSettings;
import io.crnas.detection.torch.Sgd;
import io.crnas.detection.training.Architecture;
import io.crnas.experiments.descriptor.Detector;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Recipe;
import io.crnas.experiments.descriptor.Space;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.Crossover;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Selection;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.level.Levels;
import java.util.List;

/**
 * What a descriptor means: the records of the other rooms, made of its settings. Everything that
 * can be wrong with it shows here, before anything is trained or written.
 */
final class Setup {
  final Experiment experiment;
  final Backbone backbone;
  final StageAllocation baseline;
  final List<List<Integer>> stageSets;
  final Images images;
  final Architecture architecture;
  final CostModel costs;
  final Budget budget;

  private Setup(Experiment experiment) {
    this.experiment = experiment;
    Space space = experiment.space();
    this.backbone = space.atWidth();
    this.stageSets = space.stages().orElseGet(backbone::stageSets);
    this.baseline = experiment.budget().baseline().orElseGet(backbone::baseline);
    Detector.FasterRcnn detector =
        switch (experiment.detector()) {
          case Detector.FasterRcnn fasterRcnn -> fasterRcnn;
        };
    this.images = Images.read(experiment.data());
    this.architecture =
        new Architecture(
            backbone,
            new FasterRcnn(
                detector.fpnChannels(),
                detector.headWidth(),
                images.train().categories().size(),
                detector.anchorSizes(),
                detector.anchorRatios()),
            settings(detector),
            space.sharing().names());
    this.costs = costs(detector.rpnPostNms());
    this.budget = new Budget(costs.cost(Allocation.of(baseline)), experiment.budget().tolerance());
  }

  /**
   * Reads the data and checks that the levels have candidates and strategies.
   *
   * @throws InvalidInputException with what is wrong
   */
  static Setup of(Experiment experiment) {
    var setup = new Setup(experiment);
    setup.level(experiment.levels().getFirst(), Allocation.of(setup.baseline));
    experiment.levels().forEach(level -> strategy(level.strategy()));
    return setup;
  }

  private CostModel costs(int regions) {
    var described = experiment.budget();
    return switch (described.metric()) {
      case MACS ->
          switch (described.scope()) {
            case BACKBONE ->
                CostModel.operations(backbone, described.input(), described.convention());
            case DETECTOR ->
                architecture
                    .detector()
                    .costModel(backbone, described.input(), described.convention(), regions);
          };
      case PARAMETERS ->
          switch (described.scope()) {
            case BACKBONE -> CostModel.parameters(backbone, described.input());
            case DETECTOR ->
                allocation ->
                    Cost.parameters(
                        architecture.detector().parameters(backbone, allocation),
                        Scope.DETECTOR,
                        described.input());
          };
    };
  }

  /** A level of the hierarchy, on what was found before it. */
  Level<Allocation> level(io.crnas.experiments.descriptor.Level described, Allocation before) {
    return switch (described.level()) {
      case STAGE -> Levels.stage(stageSets, baseline, costs, budget);
      case SPATIAL ->
          Levels.spatial(before.stages(), experiment.space().dilations(), costs, budget);
    };
  }

  /** How a level is searched. */
  static Evolution strategy(Strategy described) {
    return switch (described) {
      case Strategy.Evolution e ->
          new Evolution(
              new EvolutionSettings(
                  e.population(),
                  e.generations(),
                  1 - (double) e.elites() / e.population(),
                  e.elites(),
                  new Selection.Tournament(e.tournament()),
                  new Breeding(Crossover.UNIFORM, e.crossover(), e.mutation(), 0),
                  EvolutionSettings.defaults().maximumAge()));
    };
  }

  io.crnas.detection.training.Recipe recipe(int steps, Recipe recipe) {
    return new io.crnas.detection.training.Recipe(
        steps,
        recipe.batch(),
        recipe.learningRate(),
        recipe.warmupSteps(),
        recipe.drops(),
        new Sgd.Settings(
            recipe.momentum(),
            recipe.weightDecay(),
            false,
            recipe.clipNorm().orElse(Double.POSITIVE_INFINITY)),
        images.augmentation());
  }

  /** Steps of the retraining. */
  int retrainSteps() {
    int perEpoch = Math.ceilDiv(images.train().size(), experiment.retrain().recipe().batch());
    return experiment
        .retrain()
        .steps()
        .orElseGet(() -> experiment.retrain().epochs().orElseThrow() * perEpoch);
  }

  private static DetectorSettings settings(Detector.FasterRcnn d) {
    var usual = DetectorSettings.defaults();
    return new DetectorSettings(
        new DetectorSettings.Proposals(
            d.rpnPreNms(),
            d.rpnPreNms(),
            d.rpnPostNms(),
            d.rpnPostNms(),
            usual.proposals().overlap(),
            usual.proposals().foreground(),
            usual.proposals().background(),
            d.rpnBatch(),
            usual.proposals().positives()),
        new DetectorSettings.Regions(
            usual.regions().foreground(),
            d.roiBatch(),
            usual.regions().positives(),
            usual.regions().samplingRatio(),
            d.scoreThreshold(),
            d.nmsThreshold(),
            d.detections()));
  }
}
