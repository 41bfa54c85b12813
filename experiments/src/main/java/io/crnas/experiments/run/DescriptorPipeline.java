package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Paths;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.command.Pipeline;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Threads;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.random.Seeds;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.weights.Safetensors;
import io.crnas.spaces.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Runs descriptors. */
public final class DescriptorPipeline implements Pipeline {

  private final Duration betweenCheckpoints;

  public DescriptorPipeline() {
    this(Trainer.BETWEEN_CHECKPOINTS);
  }

  /** The results do not depend on how often a training is kept. */
  DescriptorPipeline(Duration betweenCheckpoints) {
    this.betweenCheckpoints = betweenCheckpoints;
  }

  @Override
  public void run(Experiment experiment, Path path, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireNone();
    try (Torch torch = open(experiment)) {
      Experiment frozen = freeze(experiment, torch);
      Setup setup = prepare(frozen, progress);
      try (Journal journal = Journal.open(folder.journal())) {
        // Once more, because another process may have begun one before this had the lock.
        folder.requireNone();
        KnownData.write(folder.data(), setup.images.fingerprints());
        // Last, because it is what makes the folder a run.
        AtomicFile.writeString(folder.descriptor(), Descriptor.write(frozen));
        work(setup, torch, folder, journal, progress);
      }
    }
  }

  @Override
  public void resume(Path path, Progress progress) throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireRun();
    if (Files.exists(folder.results()) && Files.exists(folder.report())) {
      Results results = Results.read(folder.results());
      progress.say(path + " is at its end already");
      Summary.lines(folder, results).forEach(progress::say);
      requireParity(folder, results.parity());
      return;
    }
    Experiment frozen = Descriptor.read(folder.descriptor());
    try (Torch torch = open(frozen);
        Journal journal = Journal.open(folder.journal())) {
      Setup setup = prepare(frozen, progress);
      KnownData.requireSame(folder.data(), setup.images.fingerprints());
      // Nobody else writes here, because this has the journal's lock.
      AtomicFile.sweep(path);
      work(setup, torch, folder, journal, progress);
    }
  }

  @Override
  public void report(Path path, Progress progress) throws IOException {
    RunFolder folder = new RunFolder(path).requireResults();
    new ReportPhase(folder).write();
    progress.say("wrote " + folder.report());
  }

  @Override
  public void export(Path path, Progress progress) throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireResults();
    Experiment frozen = Descriptor.read(folder.descriptor());
    Results results = Results.read(folder.results());
    try (Torch torch = open(frozen)) {
      Setup setup = prepare(frozen, progress);
      KnownData.requireSame(folder.data(), setup.images.fingerprints());
      Allocation found = Allocation.parse(results.found().allocation());
      Results.Parity parity = export(setup, torch, folder, found, progress);
      Summary.parity(parity).forEach(progress::say);
      progress.say("wrote " + folder.onnx());
      requireParity(folder, parity);
    }
  }

  /** What depends on the machine or the current directory is settled now. */
  private static Experiment freeze(Experiment experiment, Torch torch) {
    Experiment frozen =
        experiment
            .withThreads(new Threads(OptionalInt.of(torch.threads())))
            .withDevice(torch.device());
    return switch (experiment.data()) {
      case Data.Scenes _ -> frozen;
      case Data.Voc voc ->
          voc.path().map(path -> frozen.withDataFolder(path.toAbsolutePath())).orElse(frozen);
    };
  }

  private static Torch open(Experiment experiment) {
    return Torch.open(experiment.device(), experiment.threads().orProcessors());
  }

  private static Setup prepare(Experiment experiment, Progress progress) {
    Setup setup = Setup.of(experiment);
    setup.images.splits().stream()
        .flatMap(split -> split.problems().stream())
        .map(Problem::toString)
        .forEach(problem -> progress.say("left out: " + problem));
    return setup;
  }

  private void work(Setup setup, Torch torch, RunFolder folder, Journal journal, Progress progress)
      throws IOException, InterruptedException {
    Timings timings = Timings.open(folder.timings());
    List<Results.Level> levels = new ArrayList<>();
    Allocation baseline = Allocation.of(setup.baseline);
    Allocation found = baseline;
    var phase = new LevelPhase(setup, torch, folder, journal, betweenCheckpoints, progress);
    for (Level described : setup.experiment.levels()) {
      LevelPhase.Found level = phase.run(described, found, timings);
      found = level.best();
      levels.add(level.results());
      progress.say(Summary.level(level.results()));
    }
    Results.Net baselineNet =
        retrain("baseline", baseline, setup, torch, folder, timings, progress);
    if (found.equals(baseline)) {
      // The same training would end in the same bits.
      Safetensors.write(folder.weights("found"), Safetensors.read(folder.weights("baseline")));
    }
    Results.Net foundNet = retrain("found", found, setup, torch, folder, timings, progress);
    Allocation allocation = found;
    Results.Parity parity =
        timings.time("export", () -> export(setup, torch, folder, allocation, progress));
    Results results = results(setup, torch, levels, baselineNet, foundNet, parity);
    results.write(folder.results());
    new ReportPhase(folder).write();
    Summary.lines(folder, results).forEach(progress::say);
    requireParity(folder, parity);
  }

  /** Both nets alike: the same steps, seed and order of images. */
  private Results.Net retrain(
      String name,
      Allocation allocation,
      Setup setup,
      Torch torch,
      RunFolder folder,
      Timings timings,
      Progress progress)
      throws IOException, InterruptedException {
    var recipe = setup.recipe(setup.retrainSteps(), setup.experiment.retrain().recipe());
    long seed = Seeds.derive(setup.experiment.seed(), "retrain");
    var trainer =
        new Trainer(
            torch,
            setup.architecture.alone(),
            setup.images.train(),
            setup.images.preparation(),
            recipe,
            seed,
            betweenCheckpoints);
    Path file = folder.weights(name);
    Weights weights =
        timings.time(
            "retrain " + name,
            () -> trainer.train(name + " " + allocation, Paths.of(allocation), file, progress));
    try (var detector = new TrainedDetector(torch, setup.architecture, allocation, weights)) {
      TrainedDetector.Test test =
          timings.time(
              "test " + name,
              () ->
                  detector.test(
                      setup.images.test(), setup.images.preparation(), recipe.batch(), progress));
      if (name.equals("found")) {
        new ReportPhase(folder).keepPictures(setup.images.test(), test.detections());
      }
      return new Results.Net(
          allocation.toString(),
          new NetCosts(setup).of(allocation),
          test.metrics().toMap(),
          Fingerprint.of(file));
    }
  }

  private static Results.Parity export(
      Setup setup, Torch torch, RunFolder folder, Allocation found, Progress progress)
      throws IOException {
    Weights weights = Safetensors.read(folder.weights("found"));
    try (var detector = new TrainedDetector(torch, setup.architecture, found, weights)) {
      return new ExportPhase(setup, folder.onnx(), progress)
          .run(found, setup.costs.cost(found), weights, detector);
    }
  }

  private static void requireParity(RunFolder folder, Results.Parity parity) throws IOException {
    if (!parity.passed()) {
      throw new IOException(
          "%s differs from the engine by %.2e of an output's scale, allowed is %.2e%s"
              .formatted(
                  folder.onnx(),
                  parity.maxRelative(),
                  parity.tolerance(),
                  parity.maxRelative() <= parity.tolerance() ? "; a number is not finite" : ""));
    }
  }

  private static Results results(
      Setup setup,
      Torch torch,
      List<Results.Level> levels,
      Results.Net baseline,
      Results.Net found,
      Results.Parity parity) {
    return new Results(
        setup.experiment.name(),
        setup.experiment.seed(),
        setup.backbone.name(),
        Versions.all(),
        torch.device().toString(),
        torch.threads(),
        setup.images.fingerprints(),
        setup.images.train().categories(),
        setup.budget,
        levels,
        baseline,
        found,
        parity);
  }
}
