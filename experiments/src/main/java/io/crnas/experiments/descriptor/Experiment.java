package io.crnas.experiments.descriptor;

import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.StageAllocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A whole descriptor: what to search, on which data, within which cost. */
public record Experiment(
    @Setting(
            about = "names the run and its folder",
            pattern = "[A-Za-z0-9][A-Za-z0-9._-]*",
            patternMeans = "letters, digits, dots, dashes and underscores")
        String name,
    @Setting(about = "all randomness comes from it", byDefault = "1") long seed,
    @Setting(about = "where the networks run", byDefault = "auto") Device device,
    @Setting(about = "how many threads compute; auto is one per processor", byDefault = "auto")
        Threads threads,
    @Setting(about = "the images to detect objects in") Data data,
    @Setting(about = "what the backbone is a part of", byDefault = "{kind: faster-rcnn}")
        Detector detector,
    @Setting(about = "which backbones there are to choose from") Space space,
    @Setting(about = "how much a candidate may cost") Budget budget,
    @Setting(
            about = "the levels of the search: stage, spatial, or both in this order",
            minLength = 1)
        List<Level> levels,
    @Setting(about = "how the found network and the baseline are trained from scratch")
        Retrain retrain,
    @Setting(about = "how the found backbone is written as ONNX", byDefault = "{}") Export export)
    implements Consistent {
  public Experiment {
    levels = List.copyOf(levels);
  }

  @Override
  public void check(Conflicts conflicts) {
    for (int i = 1; i < levels.size(); i++) {
      Level.Kind before = levels.get(i - 1).level();
      conflicts.unless(
          levels.get(i).level().compareTo(before) > 0,
          "levels[" + i + "].level",
          Names.kebab(levels.get(i).level()) + " after " + Names.kebab(before),
          "each level once, stage before spatial",
          "levels[" + (i - 1) + "].level");
    }
    budget.baseline().ifPresent(baseline -> checkBaseline(baseline, conflicts));
  }

  private void checkBaseline(StageAllocation baseline, Conflicts conflicts) {
    List<Integer> blocks = baseline.blocks();
    StageAllocation published = space.backbone().backbone().baseline();
    conflicts.unless(
        blocks.size() == published.blocks().size(),
        "budget.baseline",
        baseline.toString(),
        published.blocks().size() + " stages, like " + space.backbone() + "'s " + published,
        "space.backbone");
    List<List<Integer>> sets = space.stages().orElse(List.of());
    for (int i = 0; i < sets.size() && sets.size() == blocks.size(); i++) {
      conflicts.unless(
          sets.get(i).contains(blocks.get(i)),
          "budget.baseline",
          blocks.get(i) + " blocks in stage " + (i + 1),
          "one of " + sets.get(i) + " as in space.stages",
          "space.stages");
    }
  }

  /** The same with another seed. */
  public Experiment withSeed(long another) {
    return new Experiment(
        name, another, device, threads, data, detector, space, budget, levels, retrain, export);
  }

  /** The same on another device. */
  public Experiment withDevice(Device another) {
    return new Experiment(
        name, seed, another, threads, data, detector, space, budget, levels, retrain, export);
  }

  /** The same with another number of threads. */
  public Experiment withThreads(Threads another) {
    return new Experiment(
        name, seed, device, another, data, detector, space, budget, levels, retrain, export);
  }

  /** The same on data in another folder; generated data has none, which is said. */
  public Experiment withDataFolder(Path folder) {
    return switch (data) {
      case Data.Scenes _ ->
          throw new InvalidInputException(
              "--data",
              folder.toString(),
              "no folder, because the data is generated (kind scenes)");
      case Data.Voc voc ->
          withData(
              new Data.Voc(
                  voc.imageSize(),
                  voc.flip(),
                  Optional.of(folder),
                  voc.categories(),
                  voc.train(),
                  voc.val(),
                  voc.test(),
                  voc.strict()));
    };
  }

  /** The same, where a bad annotation is an error. */
  public Experiment withStrictData() {
    return switch (data) {
      case Data.Scenes _ -> this;
      case Data.Voc voc ->
          withData(
              new Data.Voc(
                  voc.imageSize(),
                  voc.flip(),
                  voc.path(),
                  voc.categories(),
                  voc.train(),
                  voc.val(),
                  voc.test(),
                  true));
    };
  }

  private Experiment withData(Data another) {
    return new Experiment(
        name, seed, device, threads, another, detector, space, budget, levels, retrain, export);
  }
}
