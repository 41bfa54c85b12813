package io.crnas.experiments.run;

import io.crnas.detection.training.Trainer;
import io.crnas.experiments.console.KeptProgress;
import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.field.NetFields;
import io.crnas.experiments.init.Draft;
import io.crnas.experiments.pipeline.DeviceComparison;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.pipeline.FieldRequest;
import io.crnas.experiments.pipeline.LatencyRequest;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.pipeline.Question;
import io.crnas.experiments.pipeline.RunPages;
import io.crnas.experiments.pipeline.UntrainedNets;
import io.crnas.experiments.rank.Comparison;
import io.crnas.experiments.rank.Trainings;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.experiments.worker.WorkerLoop;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.export.onnx.OnnxFile;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.file.ScratchFolder;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Metadata;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import io.crnas.spaces.evaluator.EvaluatorJobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs descriptors, and opens their evaluators where other processes sent them. */
public final class DescriptorPipeline implements Pipeline, EvaluatorJobs {
  /** The exit status of a worker whose leader is gone. */
  private static final int ABANDONED = 1;

  private final Duration betweenCheckpoints;
  private final WorkerPlan workers;

  public DescriptorPipeline() {
    this(Trainer.BETWEEN_CHECKPOINTS);
  }

  /** The results do not depend on how often a training is kept. */
  DescriptorPipeline(Duration betweenCheckpoints) {
    this(betweenCheckpoints, WorkerPlan.none());
  }

  private DescriptorPipeline(Duration betweenCheckpoints, WorkerPlan workers) {
    this.betweenCheckpoints = betweenCheckpoints;
    this.workers = workers;
  }

  @Override
  public Pipeline withWorkers(WorkerPlan plan) {
    return new DescriptorPipeline(betweenCheckpoints, plan);
  }

  @Override
  public void work(Device device, InputStream orders, PrintStream replies)
      throws IOException, InterruptedException {
    try (var duty = new WorkerDuty(device)) {
      new WorkerLoop(duty).run(orders, replies, () -> System.exit(ABANDONED));
    }
  }

  @Override
  public void run(Experiment experiment, Path path, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireNone();
    requireEvaluators(experiment);
    try (Engine engine = Engine.open(experiment, workers, path, progress)) {
      Experiment frozen = engine.settled(experiment);
      Setup setup = Setup.told(frozen, progress);
      try (Journal journal = Journal.open(folder.journal(), progress)) {
        // Once more, because another process may have begun one before this had the lock.
        folder.requireNone();
        KnownData.write(folder.data(), setup.dataFingerprints());
        // Last, because it is what makes the folder a run.
        AtomicFile.writeString(folder.descriptor(), Descriptor.write(frozen));
        try (var kept = new KeptProgress(progress, path)) {
          new RunPhase(work(setup, engine, journal, folder, kept), folder).run();
        } catch (InvalidInputException e) {
          // Evaluators of others look at their settings when they are opened.
          if (journal.entries().isEmpty()) {
            folder.abandon();
          }
          throw e;
        }
      }
    }
  }

  @Override
  public List<String> plan(Experiment experiment) throws IOException {
    var problems = new Problems();
    problems.addAll(experiment.missing());
    List<String> lines = List.of();
    try {
      lines =
          Setup.withoutData(experiment)
              .map(setup -> Plan.of(setup).lines())
              .orElseGet(() ->
                  List.of(
                      "how many candidates there are depends on the data: crnas run --dry-run"));
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
    }
    problems.throwIfAny();
    return lines;
  }

  /** Before data are read or anything is trained. */
  private static void requireEvaluators(Experiment experiment) throws IOException {
    var problems = new Problems();
    problems.addAll(experiment.missing());
    problems.throwIfAny();
  }

  @Override
  public void dryRun(Experiment experiment, Progress progress)
      throws IOException, InterruptedException {
    requireEvaluators(experiment);
    Engine.requireOneOf(experiment, workers);
    try (Engine engine = Engine.open(experiment)) {
      Setup setup = Setup.told(experiment, progress);
      Plan plan = Plan.of(setup);
      plan.lines().forEach(progress::say);
      if (engine.loaded().isEmpty()) {
        progress.say("nothing is trained, so nothing was measured");
        return;
      }
      measured(setup, engine, progress, dryRun -> dryRun.lines(plan)).forEach(progress::say);
    }
  }

  @Override
  public void writeCandidates(Experiment experiment, LatencyRequest request, Progress progress)
      throws IOException, InterruptedException {
    Optional<Setup> setup = Setup.withoutData(experiment);
    new CandidateFiles(setup.isPresent() ? setup.get() : Setup.told(experiment, progress), request)
        .write(progress);
  }

  @Override
  public Draft.Pace pace(Experiment experiment, Progress progress)
      throws IOException, InterruptedException {
    var retrain =
        experiment.retrain().orElseThrow(() -> new IllegalArgumentException("nothing to train"));
    try (Engine engine = Engine.open(experiment)) {
      Setup setup = Setup.of(experiment, Progress.silent());
      return measured(setup, engine, progress, dryRun -> dryRun.pace(retrain));
    }
  }

  private interface Measurement<T> {
    T of(DryRun dryRun) throws IOException, InterruptedException;
  }

  /** In a folder that is thrown away. */
  private <T> T measured(Setup setup, Engine engine, Progress progress, Measurement<T> measurement)
      throws IOException, InterruptedException {
    var clock = new StepClock(progress);
    try (var scratch = new ScratchFolder("crnas-dry-run");
        Journal journal = Journal.open(new RunFolder(scratch.path()).journal())) {
      RunFolder folder = new RunFolder(scratch.path());
      return measurement.of(new DryRun(work(setup, engine, journal, folder, clock), clock, folder));
    }
  }

  @Override
  public void resume(Path path, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireRun();
    if (Files.exists(folder.results()) && Files.exists(folder.report())) {
      progress.say(path + " is at its end already");
      Files.deleteIfExists(folder.progress());
      RunPhase.end(folder, progress);
      return;
    }
    Begun begun = begun(folder, evaluators, progress);
    requireEvaluators(begun.experiment());
    begun.run(
        folder,
        workers,
        work -> {
          // Nobody else writes here, because this has the journal's lock.
          AtomicFile.sweep(path);
          for (RunFolder part : work.setup().targets.stream().map(folder::of).toList()) {
            if (Files.isDirectory(part.path())) {
              AtomicFile.sweep(part.path());
            }
          }
          new RunPhase(work, folder).run();
        });
  }

  @Override
  public List<Comparison> rank(
      Path path, Evaluators evaluators, Trainings trainings, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireRun();
    Begun begun = begun(folder, evaluators, progress);
    if (begun.experiment().data().isEmpty()) {
      throw new InvalidInputException(
          path.toString(), "a run without data to train on", "one with data, or a REFERENCE");
    }
    return begun.with(
        new RunFolder(folder.rank()), workers, work -> new RankPhase(work, folder).run(trainings));
  }

  @Override
  public Evaluation score(Experiment experiment, Path path, Question question, Progress progress)
      throws IOException, InterruptedException {
    requireEvaluators(experiment);
    try (Engine engine = Engine.open(experiment);
        var scratch = new ScratchFolder("crnas-score");
        Journal journal = Journal.open(new RunFolder(scratch.path()).journal())) {
      Setup setup = Setup.told(experiment, progress);
      Work work = work(setup, engine, journal, new RunFolder(scratch.path()), progress);
      return new ScorePhase(work, new RunFolder(path)).run(question);
    }
  }

  /** With a journal and timings that are thrown away: the run's own belong to its process. */
  @Override
  public Evaluation score(Path path, Evaluators evaluators, Question question, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireRun();
    Begun begun = begun(folder, evaluators, progress);
    try (var scratch = new ScratchFolder("crnas-score")) {
      return begun.with(
          new RunFolder(scratch.path()),
          WorkerPlan.none(),
          work -> new ScorePhase(work, folder).run(question));
    }
  }

  @Override
  public Evaluator<Allocation> open(EvaluatorJob job, Path folder, Device device, Progress progress)
      throws IOException, InterruptedException {
    return JobOpening.open(job, folder, device, progress);
  }

  @Override
  public void report(Path path, Progress progress) throws IOException {
    RunFolder folder = new RunFolder(path).requireResults();
    RunPhase.report(folder, progress);
  }

  @Override
  public RunPages pages(Path path, Evaluators evaluators) throws IOException {
    return new LivePages(new RunFolder(path), evaluators);
  }

  @Override
  public void export(
      Path path, RetrainedNet net, ExportForm form, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireResults();
    trained(folder, evaluators, progress).run(work -> new Exporting(work, folder).write(net, form));
  }

  @Override
  public void exportFront(
      Path path, ExportForm form, boolean train, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireResults();
    trained(folder, evaluators, progress)
        .run(work -> new Exporting(work, folder).writeFront(form, train));
  }

  @Override
  public void exportForTorchvision(
      Path path, RetrainedNet net, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireResults();
    trained(folder, evaluators, progress)
        .run(work -> new Exporting(work, folder).writeForTorchvision(net));
  }

  @Override
  public void verify(Path file, Path path, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    Metadata metadata = Metadata.parse(file.toString(), OnnxFile.read(file).properties());
    RunFolder folder = new RunFolder(path).requireResults();
    trained(folder, evaluators, progress)
        .run(work -> new Exporting(work, folder).verify(file, metadata));
  }

  @Override
  public List<NetFields> fields(
      Path path, FieldRequest request, Evaluators evaluators, Progress progress)
      throws IOException, InterruptedException {
    RunFolder folder = new RunFolder(path).requireResults();
    return trained(folder, evaluators, progress)
        .with(work -> new FieldPhase(request, progress).of(work, folder));
  }

  @Override
  public List<NetFields> fields(UntrainedNets nets, FieldRequest request, Progress progress)
      throws IOException, InterruptedException {
    return new FieldPhase(request, progress).of(nets);
  }

  @Override
  public List<DeviceComparison> compare(Device device, int threads, Path folder, Progress progress)
      throws IOException, InterruptedException {
    return new DeviceCheck(device, threads, folder, progress).compare();
  }

  /** One whose nets were trained. */
  private Begun trained(RunFolder folder, Evaluators evaluators, Progress progress)
      throws IOException {
    Begun begun = begun(folder, evaluators, progress);
    if (begun.experiment().retrain().isEmpty()) {
      throw new InvalidInputException(
          folder.path().toString(),
          "a run without trained nets",
          "one whose descriptor has 'retrain'");
    }
    return begun;
  }

  private Begun begun(RunFolder folder, Evaluators evaluators, Progress progress)
      throws IOException {
    return Begun.read(folder, evaluators, betweenCheckpoints, progress);
  }

  private Work work(
      Setup setup, Engine engine, Journal journal, RunFolder folder, Progress progress)
      throws IOException {
    return new Work(
        setup, engine, journal, Timings.open(folder.timings()), betweenCheckpoints, progress);
  }
}
