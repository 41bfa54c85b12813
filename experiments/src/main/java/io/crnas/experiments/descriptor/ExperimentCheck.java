package io.crnas.experiments.descriptor;

import io.crnas.experiments.yaml.Names;
import io.crnas.framework.setting.Conflicts;
import io.crnas.spaces.Family;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Cost;
import io.crnas.spaces.detector.DetectorSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the parts of a descriptor, each right by itself, make impossible together.
 *
 * @param all the descriptor
 * @param conflicts where it is reported
 */
record ExperimentCheck(Experiment all, Conflicts conflicts) {
  /** Reports what does not go together. */
  void check() {
    for (int i = 1; i < all.levels().size(); i++) {
      Level.Kind before = all.levels().get(i - 1).level();
      conflicts.unless(
          before == Level.Kind.STAGE && all.levels().get(i).level() == Level.Kind.SPATIAL,
          "levels[" + i + "].level",
          Names.kebab(all.levels().get(i).level()) + " after " + Names.kebab(before),
          "each level once, stage before spatial, joint alone",
          "levels[" + (i - 1) + "].level");
    }
    conflicts.unless(
        !all.levels().isEmpty() || all.retrain().isPresent(),
        "levels",
        "neither levels nor retrain",
        "something to search or to train",
        "retrain");
    conflicts.unless(
        !all.levels().isEmpty() || all.retrain().flatMap(Retrain::race).isEmpty(),
        "retrain.race",
        "a race without levels",
        "none, because nothing is searched that could run",
        "levels");
    checkImages();
    conflicts.unless(
        all.budget().scope() != Cost.Scope.DETECTOR
            || all.retrain().flatMap(Retrain::detector).isEmpty(),
        "retrain.detector",
        "another detector than the one that the budget counts",
        "none, or budget.scope: backbone",
        "budget.scope");
    checkOpset();
    new DetectorMetrics(
            all.data().flatMap(Data::knownCategories), Experiment.findsMasks(all.detector()))
        .check(all.levels(), conflicts);
    all.budget().baseline().ifPresent(baseline -> checkBaseline("budget.baseline", baseline));
    conflicts.unless(
        all.budgets().isEmpty() || all.budget().baseline().isEmpty(),
        "budgets",
        "both budgets and budget.baseline",
        "one of them",
        "budget.baseline");
    List<String> names = all.budgets().orElse(List.of());
    for (int i = 0; i < names.size(); i++) {
      String key = "budgets[" + i + "]";
      Optional<StageAllocation> baseline = Experiment.baseline(names.get(i));
      conflicts.unless(
          baseline.isPresent(),
          key,
          names.get(i),
          "one of "
              + Stream.of(Family.values()).map(Family::toString).collect(Collectors.joining(", "))
              + ", or blocks like 3-4-6-3");
      baseline.ifPresent(blocks -> checkBaseline(key, blocks));
    }
  }

  private void checkOpset() {
    Optional<DetectorSettings> other = all.retrain().flatMap(Retrain::detector);
    conflicts.unless(
        all.retrain().isEmpty()
            || all.export().opset() <= Export.REGIONS
            || !other.orElse(all.detector()).detector(1).cutsRegions(),
        "export.opset",
        all.export().opset() + " with a detector that cuts out regions",
        "at most " + Export.REGIONS + ", because ONNX Runtime has no RoiAlign of a newer one",
        other.isPresent() ? "retrain.detector" : "detector");
  }

  private void checkImages() {
    if (all.data().isPresent()) {
      return;
    }
    for (int i = 0; i < all.levels().size(); i++) {
      Evaluator evaluator = all.levels().get(i).scoring();
      conflicts.unless(
          !evaluator.trains(),
          "data",
          "nothing",
          "the images that the evaluator " + evaluator.kind() + " trains on",
          "levels[" + i + "].evaluator");
    }
    conflicts.unless(
        all.retrain().isEmpty(), "data", "nothing", "the images to retrain on", "retrain");
    conflicts.unless(
        all.budget().scope() != Cost.Scope.DETECTOR,
        "budget.scope",
        "detector without data",
        "backbone, or data, whose classes a detector's cost depends on",
        "data");
  }

  private void checkBaseline(String key, StageAllocation baseline) {
    List<Integer> blocks = baseline.blocks();
    StageAllocation published = all.space().backbone().backbone().baseline();
    conflicts.unless(
        blocks.size() == published.blocks().size(),
        key,
        baseline.toString(),
        published.blocks().size() + " stages, like " + all.space().backbone() + "'s " + published,
        "space.backbone");
    List<List<Integer>> sets = all.space().stages().orElse(List.of());
    for (int i = 0; i < sets.size() && sets.size() == blocks.size(); i++) {
      conflicts.unless(
          sets.get(i).contains(blocks.get(i)),
          key,
          blocks.get(i) + " blocks in stage " + (i + 1),
          "one of " + sets.get(i) + " as in space.stages",
          "space.stages");
    }
  }
}
