package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Space;
import io.crnas.export.latency.NewNet;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.TooManyCostsException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Budget;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.cost.Cost.Scope;
import io.crnas.spaces.cost.CostModel;
import io.crnas.spaces.level.DilationRule;
import io.crnas.spaces.level.Levels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a descriptor means: the records of the other rooms, made of its settings. Everything that
 * can be wrong with it shows here, before anything is trained or written.
 */
final class Setup {
  final Experiment experiment;
  final Backbone backbone;
  final List<List<Integer>> stageSets;
  final CostModel costs;

  /** What is searched for, one after the other; at least one. */
  final List<Target> targets;

  /** Where the descriptor has data. */
  private final Optional<Training> training;

  private Setup(Experiment experiment, Optional<Training> training) {
    this.experiment = experiment;
    Space space = experiment.space();
    this.backbone = space.atWidth();
    this.stageSets = space.stages().orElseGet(backbone::stageSets);
    this.training = training;
    this.costs = costs();
    this.targets =
        experiment
            .budgets()
            .map(names -> names.stream().map(this::target).toList())
            .orElseGet(() ->
                List.of(target("", experiment.budget().baseline().orElseGet(backbone::baseline))));
  }

  /**
   * Reads the data, of which {@code progress} hears, and checks that the levels have candidates,
   * strategies and objectives.
   *
   * @throws InvalidInputException with what is wrong
   */
  static Setup of(Experiment experiment, Progress progress) throws IOException {
    Optional<Data> data = experiment.data();
    Optional<Training> training =
        data.isPresent()
            ? Optional.of(
                Training.of(data.get(), experiment, experiment.space().atWidth(), progress))
            : Optional.empty();
    training.ifPresent(one -> one.metrics().require(experiment.levels()));
    var setup = new Setup(experiment, training);
    Plan.of(setup);
    return setup;
  }

  /** The same, which also says what is wrong in the data and was overlooked. */
  static Setup told(Experiment experiment, Progress progress) throws IOException {
    Setup setup = of(experiment, progress);
    setup.images().map(Images::problems).orElse(List.of()).stream()
        .map(Problem::toString)
        .forEach(problem -> progress.say("in the data: " + problem));
    return setup;
  }

  /**
   * The same without reading the data, so that only what needs none can be done with it; empty
   * where a candidate's cost depends on the data.
   *
   * @throws InvalidInputException with what is wrong
   */
  static Optional<Setup> withoutData(Experiment experiment) {
    return experiment.budget().scope() == Scope.DETECTOR
        ? Optional.empty()
        : Optional.of(new Setup(experiment, Optional.empty()));
  }

  private Target target(String name) {
    return target(name, Experiment.baseline(name).orElseThrow());
  }

  private Target target(String name, StageAllocation baseline) {
    var cost = costs.cost(Allocation.of(baseline));
    return new Target(name, baseline, new Budget(cost, experiment.budget().tolerance()));
  }

  /** For what trains. */
  Training training() {
    return training.orElseThrow(() -> new IllegalStateException("the descriptor has no data"));
  }

  /** The splits' images, where there are some. */
  Optional<Images> images() {
    return training.map(Training::images);
  }

  /** How many images backbones are pre-trained on, where they are and the data are known. */
  OptionalInt classImages() {
    return training.flatMap(Training::classes).stream()
        .mapToInt(images -> images.train().size())
        .findFirst();
  }

  /** The fingerprint of each split. */
  SortedMap<String, String> dataFingerprints() {
    return training.map(Training::fingerprints).orElseGet(TreeMap::new);
  }

  private CostModel costs() {
    var described = experiment.budget();
    return switch (described.metric()) {
      case MACS ->
          switch (described.scope()) {
            case BACKBONE ->
                CostModel.operations(backbone, described.input(), described.convention());
            case DETECTOR ->
                training()
                    .architecture()
                    .detector()
                    .costModel(backbone, described.input(), described.convention());
          };
      case PARAMETERS ->
          switch (described.scope()) {
            case BACKBONE -> CostModel.parameters(backbone, described.input());
            case DETECTOR ->
                allocation ->
                    Cost.parameters(
                        training().architecture().detector().parameters(backbone, allocation),
                        Scope.DETECTOR,
                        described.input());
          };
      case ACTIVATIONS ->
          switch (described.scope()) {
            case BACKBONE -> CostModel.activations(backbone, described.input());
            case DETECTOR ->
                training().architecture().detector().activations(backbone, described.input());
          };
    };
  }

  /** What is timed of an allocation: what the budget is about. */
  NewNet timed() {
    return new NewNet(
        backbone,
        switch (experiment.budget().scope()) {
          case BACKBONE -> Optional.empty();
          case DETECTOR -> Optional.of(training().architecture().detector());
        },
        experiment.budget().input());
  }

  /** A level on the baseline, as the first one is. */
  Level<Allocation> level(io.crnas.experiments.descriptor.Level described, Target target) {
    return level(described, target, Allocation.of(target.baseline()));
  }

  /**
   * A level of a target.
   *
   * @param name what it is called in the journal
   */
  record Named(String name, Target target, io.crnas.experiments.descriptor.Level described) {}

  /** The levels of all targets, in the order in which they are searched. */
  List<Named> named() {
    return targets.stream()
        .flatMap(target ->
            experiment.levels().stream()
                .map(described -> new Named(target.called(described.name()), target, described)))
        .toList();
  }

  /** By its name alone: what another level would be on some baseline is not asked. */
  Optional<Named> named(String name) {
    return named().stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** A level of the hierarchy, on what was found before it. */
  Level<Allocation> level(
      io.crnas.experiments.descriptor.Level described, Target target, Allocation before) {
    Level<Allocation> level;
    try {
      level = level(described.level(), target, before);
    } catch (TooManyCostsException e) {
      throw new InvalidInputException(
          switch (described.level()) {
            case STAGE -> "space.stages";
            case SPATIAL -> "space.dilations";
            case JOINT -> "space.stages and space.dilations";
          },
          "what level " + described.name() + " can not count (" + e.getMessage() + ")",
          "fewer to choose from, or a smaller budget.tolerance");
    }
    return new Level<>(
        target.called(level.name()), level.feasible(), level.codec(), level.baseline());
  }

  private Level<Allocation> level(
      io.crnas.experiments.descriptor.Level.Kind kind, Target target, Allocation before) {
    List<Integer> digits = experiment.space().digits();
    DilationRule rule = experiment.space().dilationRule();
    StageAllocation baseline = target.baseline();
    Budget budget = target.budget();
    return switch (kind) {
      case STAGE -> Levels.stage(stageSets, baseline, costs, budget);
      case SPATIAL -> Levels.spatial(before.stages(), digits, rule, costs, budget);
      case JOINT -> Levels.joint(stageSets, digits, rule, baseline, costs, budget);
    };
  }
}
