package io.crnas.experiments.descriptor;

import io.crnas.detection.torch.Precision;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Family;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.detector.DetectorSettings;
import io.crnas.spaces.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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
    @Setting(
            about =
                "what convolutions and linear layers multiply in while they are trained: float32,"
                    + " or bfloat16 (bf16) while weights and statistics stay float32; auto takes"
                    + " bf16 on GPUs from Ampere on and on processors with AMX. Scores are of"
                    + " float32 then, too. tf32 keeps ten bits of what GPUs from Ampere on multiply,"
                    + " scores included, and is fp32 on processors",
            byDefault = "fp32")
        Precision precision,
    @Setting(
            about =
                "how many trainings of single nets that do not depend on each other go side by"
                    + " side, each with its share of the threads and memory of its own",
            byDefault = "1",
            min = 1,
            max = 1_000)
        int parallel,
    @Setting(
            about =
                "the images to detect objects in; needed where a level's evaluator trains, and to"
                    + " retrain")
        Optional<Data> data,
    @Setting(about = "what the backbone is a part of", byDefault = "{kind: faster-rcnn}")
        DetectorSettings detector,
    @Setting(about = "which backbones there are to choose from") Space space,
    @Setting(about = "how much a candidate may cost") Budget budget,
    @Setting(
            about =
                "several budgets in place of budget.baseline: names of families, whose baselines'"
                    + " blocks are meant, or blocks like 3-4-6-3; one stage supernet serves them"
                    + " all, and each has its own searches, networks and report",
            pattern = "[a-z0-9][a-z0-9-]*",
            patternMeans = "a family, or blocks like 3-4-6-3",
            minLength = 1,
            distinct = true)
        Optional<List<String>> budgets,
    @Setting(
            about =
                "the levels of the search: stage, spatial, or both in this order, or joint alone;"
                    + " without any, the baseline itself is retrained",
            byDefault = "[]")
        List<Level> levels,
    @Setting(
            about =
                "how the found network and the baseline are trained; without it, the run ends with"
                    + " the search")
        Optional<Retrain> retrain,
    @Setting(
            about = "how the found detector is written as ONNX, where it is retrained",
            byDefault = "{}")
        Export export,
    @Setting(
            about =
                "what relative paths in the settings of evaluators are relative to; without it, the"
                    + " folder of the descriptor")
        Optional<Path> base)
    implements Consistent {
  public Experiment {
    levels = List.copyOf(levels);
    budgets = budgets.map(List::copyOf);
  }

  /** Whether anything is trained, which takes images and the engine. */
  public boolean trains() {
    return retrain.isPresent() || levels.stream().anyMatch(level -> level.evaluator().trains());
  }

  /** Whether a detector is trained that finds masks, of the search or of the retraining. */
  public boolean findsMasks() {
    return Stream.concat(Stream.of(detector), retrain.flatMap(Retrain::detector).stream())
        .anyMatch(Experiment::findsMasks);
  }

  static boolean findsMasks(DetectorSettings settings) {
    return settings.detector(1).findsMasks();
  }

  /** What relative paths in the settings of evaluators are relative to, absolute. */
  public Path evaluatorsBase() {
    return base.orElse(Path.of("")).toAbsolutePath();
  }

  private static Problem below(String key, Problem problem) {
    return new Problem(key + problem.where(), problem.found(), problem.expected());
  }

  /**
   * What is missing, as far as that shows before anything is opened: data, weights, and what the
   * evaluators of all levels need, files, programs, metrics.
   */
  public List<Problem> missing() throws IOException {
    var missing = new ArrayList<Problem>();
    for (int i = 0; i < levels.size(); i++) {
      String level = "levels[" + i + "].";
      for (Problem problem : levels.get(i).missing(evaluatorsBase())) {
        missing.add(below(level + "evaluator: ", problem));
      }
      for (Problem problem : levels.get(i).missingOfStrategy(evaluatorsBase())) {
        missing.add(below(level + "strategy.latency: ", problem));
      }
    }
    data.flatMap(Experiment::missing).ifPresent(missing::add);
    retrain
        .flatMap(Retrain::pretrain)
        .flatMap(before -> before.data().path())
        .filter(path -> !Files.isDirectory(path))
        .ifPresent(path ->
            missing.add(new Problem(path.toString(), "no folder", "the images to pre-train on")));
    initialWeights().stream()
        .flatMap(weights -> weights.file().stream())
        .distinct()
        .filter(file -> !Files.isRegularFile(file))
        .forEach(file -> missing.add(WeightsFile.missing(file)));
    return missing;
  }

  private static Optional<Problem> missing(Data data) {
    if (data.path().isEmpty()) {
      return Optional.empty();
    }
    Path path = data.path().get();
    if (!Files.exists(path)) {
      return Optional.of(new Problem(path.toString(), "no folder or file", "the data"));
    }
    return data instanceof FileData.Auto || Files.isDirectory(path)
        ? Optional.empty()
        : Optional.of(new Problem(path.toString(), "a file", "the folder of the data"));
  }

  /** What trainings begin with that do not begin from scratch. */
  public List<InitialWeights> initialWeights() {
    return Stream.concat(
            levels.stream().flatMap(level -> weights(level.scoring()).stream()),
            retrain.flatMap(Retrain::weights).stream())
        .toList();
  }

  private static Optional<InitialWeights> weights(Evaluator evaluator) {
    return switch (evaluator) {
      case Evaluator.Supernet supernet -> supernet.weights();
      case Evaluator.Standalone _, Evaluator.Provided<?> _ -> Optional.empty();
    };
  }

  @Override
  public void check(Conflicts conflicts) {
    new ExperimentCheck(this, conflicts).check();
  }

  /** The blocks that a budget's name means: those of a family's baseline, or itself. */
  public static Optional<StageAllocation> baseline(String name) {
    return Stream.of(Family.values())
        .filter(family -> family.toString().equals(name))
        .map(family -> family.backbone().baseline())
        .findFirst()
        .or(() ->
            name.matches("[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})+")
                ? Optional.of(StageAllocation.parse(name))
                : Optional.empty());
  }

  /** The same with another seed. */
  public Experiment withSeed(long another) {
    return with(another, device, threads, precision, data, base);
  }

  /** The same on another device. */
  public Experiment withDevice(Device another) {
    return with(seed, another, threads, precision, data, base);
  }

  /** The same, trained in another precision. */
  public Experiment withPrecision(Precision another) {
    return with(seed, device, threads, another, data, base);
  }

  /** The same with another number of threads. */
  public Experiment withThreads(Threads another) {
    return with(seed, device, another, precision, data, base);
  }

  /** The same on data in another folder; where there is no such data, that is said. */
  public Experiment withDataFolder(Path folder) {
    Data described =
        data.orElseThrow(() ->
            new InvalidInputException(
                "--data", folder.toString(), "no folder, because the descriptor has no data"));
    return withData(described.with(Optional.of(folder), described.strict()));
  }

  /**
   * The same, where everything that begins with weights takes them from another file; where nothing
   * does, that is said.
   */
  public Experiment withWeightsFile(Path file) {
    if (initialWeights().isEmpty()) {
      throw new InvalidInputException(
          "--weights", file.toString(), "no file, because the descriptor has no weights");
    }
    return withInitialWeights(weights -> weights.withFile(file));
  }

  /** The same, where all that trainings begin with is changed. */
  public Experiment withInitialWeights(UnaryOperator<InitialWeights> change) {
    return with(
        levels.stream().map(level -> level.withInitialWeights(change)).toList(),
        retrain.map(described -> described.withInitialWeights(change)));
  }

  /** The same with one level alone. */
  public Experiment withLevel(Level level) {
    return with(List.of(level), retrain);
  }

  private Experiment with(List<Level> levels, Optional<Retrain> retrain) {
    return new Experiment(
        name, seed, device, threads, precision, parallel, data, detector, space, budget, budgets,
        levels, retrain, export, base);
  }

  /** The same, where a bad annotation is an error. */
  public Experiment withStrictData() {
    return data.map(described -> withData(described.with(described.path(), true))).orElse(this);
  }

  /**
   * The same, where relative paths of evaluators found at run time are known to be below a folder.
   *
   * @param folder the descriptor's, absolute
   */
  Experiment withBaseBelow(Path folder) {
    boolean needed =
        levels.stream().anyMatch(level -> level.evaluator() instanceof Evaluator.Provided);
    return needed
        ? with(
            seed,
            device,
            threads,
            precision,
            data,
            Optional.of(base.map(folder::resolve).orElse(folder)))
        : this;
  }

  private Experiment withData(Data another) {
    return with(seed, device, threads, precision, Optional.of(another), base);
  }

  private Experiment with(
      long seed,
      Device device,
      Threads threads,
      Precision precision,
      Optional<Data> data,
      Optional<Path> base) {
    return new Experiment(
        name, seed, device, threads, precision, parallel, data, detector, space, budget, budgets,
        levels, retrain, export, base);
  }
}
