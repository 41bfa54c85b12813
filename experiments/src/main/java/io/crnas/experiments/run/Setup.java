package io.crnas.experiments.run;

import io.crnas.detection.data.Augmentation;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.PascalVoc;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.data.Scenes;
import io.crnas.detection.rcnn.DetectorSettings;
import io.crnas.detection.torch.Sgd;
import io.crnas.detection.training.Architecture;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.Detector;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Recipe;
import io.crnas.experiments.descriptor.Space;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.random.Seeds;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What a descriptor means: the records of the other rooms, made of its settings. Everything that
 * can be wrong with it shows here, before anything is trained or written.
 */
final class Setup {
  final Experiment experiment;
  final Backbone backbone;
  final StageAllocation baseline;
  final List<List<Integer>> stageSets;
  final Dataset train;
  final Dataset validation;
  final Dataset test;
  final Preparation preparation;
  final Architecture architecture;
  final CostModel costs;
  final Budget budget;

  private Setup(Experiment experiment) {
    this.experiment = experiment;
    Space space = experiment.space();
    this.backbone = space.backbone().backbone(space.width());
    this.stageSets = space.stages().orElseGet(backbone::stageSets);
    this.baseline = experiment.budget().baseline().orElseGet(backbone::baseline);
    this.preparation =
        Preparation.of(
            experiment.data().imageSize().width(), experiment.data().imageSize().height());
    Detector.FasterRcnn detector =
        switch (experiment.detector()) {
          case Detector.FasterRcnn fasterRcnn -> fasterRcnn;
        };
    List<Dataset> splits = splits(experiment.data());
    this.train = splits.get(0);
    this.validation = splits.get(1);
    this.test = splits.get(2);
    this.architecture =
        new Architecture(
            backbone,
            new FasterRcnn(
                detector.fpnChannels(),
                detector.headWidth(),
                train.categories().size(),
                detector.anchorSizes(),
                detector.anchorRatios()),
            settings(detector),
            space.sharing());
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
    setup.requireObjects();
    setup.level(experiment.levels().getFirst(), Allocation.of(setup.baseline));
    experiment.levels().forEach(level -> strategy(level.strategy()));
    return setup;
  }

  /** The fingerprint of each split. */
  SortedMap<String, String> dataFingerprints() {
    var fingerprints = new TreeMap<String, String>();
    splits().forEach(split -> fingerprints.put(split.name(), split.fingerprint()));
    return fingerprints;
  }

  /** Train, validation and test. */
  List<Dataset> splits() {
    return List.of(train, validation, test);
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

  /** Without objects every candidate scores alike, and the search would pass for one. */
  private void requireObjects() {
    var problems = new Problems();
    splits().stream()
        .filter(split -> split.samples().stream().allMatch(s -> s.annotations().isEmpty()))
        .forEach(split ->
            problems.add("data, split " + split.name(), "no object in any image", "at least one"));
    problems.throwIfAny();
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
                  e.tournament(),
                  e.elites(),
                  e.crossover(),
                  e.mutation(),
                  EvolutionSettings.defaults().maximumAge()));
    };
  }

  /** So many training images, the same for every candidate. */
  Dataset calibration(int count) {
    List<Integer> indices = new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
    RandomGenerator random = Seeds.generator(experiment.seed(), "calibration");
    Collections.shuffle(indices, Random.from(random));
    return train.subset("calibration", indices.subList(0, Math.min(count, indices.size())));
  }

  /** The held-out images that candidates are scored on. */
  Dataset validation(Optional<Integer> limit) {
    int count = Math.min(limit.orElse(validation.size()), validation.size());
    return count == validation.size()
        ? validation
        : validation.subset("validation", IntStream.range(0, count).boxed().toList());
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
        new Augmentation(
            experiment.data().flip().horizontal(), experiment.data().flip().vertical()));
  }

  /** Steps of the retraining. */
  int retrainSteps() {
    int perEpoch = Math.ceilDiv(train.size(), experiment.retrain().recipe().batch());
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

  private static String category(Data.Scenes.Figure figure) {
    return figure.name().toLowerCase(Locale.ROOT);
  }

  private static List<Dataset> splits(Data data) {
    return switch (data) {
      case Data.Scenes s -> {
        var scenes =
            new Scenes(
                s.imageSize().width(),
                s.imageSize().height(),
                s.categories()
                    .map(figures -> figures.stream().map(Setup::category).toList())
                    .orElse(Scenes.CATEGORIES),
                s.smallestObject(),
                s.mostObjects(),
                s.seed());
        yield List.of(
            scenes.split("train", s.train()),
            scenes.split("val", s.val()),
            scenes.split("test", s.test()));
      }
      case Data.Voc v -> {
        Path folder =
            v.path()
                .orElseThrow(() ->
                    new InvalidInputException("data.path", "nothing", "a folder, or --data PATH"));
        yield new PascalVoc(folder, v.categories().orElse(List.of()), v.strict(), true)
            .read(List.of(v.train(), v.val(), v.test()));
      }
    };
  }
}
