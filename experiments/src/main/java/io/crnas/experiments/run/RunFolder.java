package io.crnas.experiments.run;

import io.crnas.detection.head.ClassifierModel;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.training.Accuracy;
import io.crnas.experiments.console.UnderWay;
import io.crnas.experiments.field.FieldPainter;
import io.crnas.experiments.journal.RunDescriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.experiments.watch.Metrics;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.detector.Detector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where a run keeps what.
 *
 * @param path the folder of a run, or that of one of its budgets
 * @param run the folder of the run
 */
record RunFolder(Path path, Path run) {
  /** So many of COCO's metrics are watched. */
  private static final int WATCHED = 2;

  RunFolder(Path path) {
    this(path, path);
  }

  /** Where the budgets of a run on several are. */
  Path budgets() {
    return run.resolve(Overview.FOLDER);
  }

  /** The folder of one budget; that of the run where it has one alone. */
  RunFolder of(Target target) {
    return target.name().isEmpty() ? this : new RunFolder(budgets().resolve(target.name()), run);
  }

  /** The folders with results: those of the budgets where there are several, else this. */
  List<RunFolder> parts() throws IOException {
    return Files.isDirectory(budgets())
        ? Overview.parts(run).stream().map(part -> new RunFolder(part, run)).toList()
        : List.of(this);
  }

  /** What all budgets have in common. */
  RunFolder shared() {
    return new RunFolder(run);
  }

  /** The frozen descriptor, with every default written out. */
  Path descriptor() {
    return RunDescriptor.in(run);
  }

  /** The fingerprints of the data that the run began with. */
  Path data() {
    return path.resolve("data.json");
  }

  /** Every answer of the evaluators. */
  Path journal() {
    return RunJournal.in(path);
  }

  /** Where candidates are kept that were trained by themselves, to judge the run's ranking. */
  Path rank() {
    return path.resolve("rank");
  }

  /**
   * The weights of a supernet of a level.
   *
   * @param number from 1
   */
  Path supernet(String level, int number) {
    return path.resolve(supernetName(level, number) + ".safetensors");
  }

  /** What a supernet of a level is called among the nets of a run. */
  static String supernetName(String level, int number) {
    return level + "-supernet" + (number == 1 ? "" : "-" + number);
  }

  /** The weights of all supernets of a level. */
  List<Path> supernets(String level, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> supernet(level, number)).toList();
  }

  /** What the supernet of a level or the retraining begins with, where it was renormalised. */
  Path initial(String what) {
    return path.resolve(what + "-initial.safetensors");
  }

  /** Where the evaluator of a level keeps what it likes. */
  Path evaluator(String level, String kind) {
    return path.resolve(level + "-" + kind);
  }

  /**
   * The weights of a retrained net: {@code baseline}, {@code found}, {@code finalist-N} or {@code
   * race-baseline}, of a further seed with {@code -seed-N}.
   */
  Path weights(String net) {
    return path.resolve(net + ".safetensors");
  }

  /** Where backbones are kept that were trained to tell classes, of all budgets. */
  Path pretrained() {
    return run.resolve("pretrained");
  }

  /** The weights of one of them. */
  Path pretrained(Allocation allocation) {
    return pretrained().resolve(allocation.toString().replace('/', '_') + ".safetensors");
  }

  /** A retrained net, {@code found.onnx}, or a part of it. */
  Path onnx(String net, ExportForm form) {
    return path.resolve(form.fileName(net) + ".onnx");
  }

  /** The folder of the nets of the front that was found. */
  RunFolder front() {
    return new RunFolder(path.resolve("front"), run);
  }

  /** What is in the folder of a front. */
  Path frontNets() {
    return path.resolve("front.json");
  }

  /** A retrained net for PyTorch, with its weights in torchvision's names. */
  Path torchvision(RetrainedNet net) {
    return path.resolve(net + "-torchvision");
  }

  /** What came out; the same for the same descriptor, seed, data, device and threads. */
  Path results() {
    return path.resolve(Results.FILE);
  }

  /** How long it took. */
  Path timings() {
    return path.resolve("timings.json");
  }

  /** What is under way, while it is. */
  Path progress() {
    return path.resolve(UnderWay.FILE);
  }

  /** What can be watched while nets of a detector are trained. */
  Metrics metrics(Detector detector) {
    return metrics(
        detector.losses(),
        DetectorScore.names(CocoMetrics.NAMES.subList(0, WATCHED), detector.findsMasks()));
  }

  /** What can be watched while nets learn to tell classes. */
  Metrics classMetrics() {
    return metrics(List.of(ClassifierModel.LOSS), List.of(Accuracy.TOP1, Accuracy.TOP5));
  }

  /** What can be watched while something is searched. */
  Metrics metrics() {
    return metrics(List.of(), List.of());
  }

  private Metrics metrics(List<String> losses, List<String> measured) {
    return new Metrics(path.resolve(Metrics.FILE), path.resolve("tensorboard"), losses, measured);
  }

  /** Test images with detections, for the report. */
  Path pictures() {
    return path.resolve("pictures.json");
  }

  /** A test image with what the found net's file detects in it. */
  Path picture() {
    return path.resolve("found.png");
  }

  /** Where it is kept how long the exported detectors take. */
  Path latency() {
    return path.resolve(LatencyComparison.FILE);
  }

  /** How long they take, where they were timed. */
  Optional<LatencyComparison> timed() throws IOException {
    return Files.isRegularFile(latency())
        ? Optional.of(LatencyComparison.read(latency()))
        : Optional.empty();
  }

  /** The receptive fields of the nets of all budgets, where they were measured. */
  Path fields() {
    return FieldPainter.in(run);
  }

  /** What is in the test images, as COCO has it. */
  Path testAnnotations() {
    return path.resolve("test-annotations.json");
  }

  /** What a retrained net detected in the test images, as COCO's results. */
  Path detections(String net) {
    return path.resolve(net + "-detections.json");
  }

  /** The precision of each category, of both nets. */
  Path categories() {
    return path.resolve("categories.csv");
  }

  Path report() {
    return path.resolve("report.html");
  }

  /**
   * Makes it no run again, where nothing was done in it yet: what another has put there stays.
   *
   * @throws IOException if a file can not be deleted
   */
  void abandon() throws IOException {
    for (Path file : List.of(descriptor(), data(), timings())) {
      Files.deleteIfExists(file);
    }
  }

  /** Refuses a folder that holds a run, and what is no folder. */
  RunFolder requireNone() {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new InvalidInputException(path.toString(), "a file", "a folder, or nothing yet");
    }
    if (Files.exists(descriptor())) {
      throw new InvalidInputException(
          path.toString(),
          "a run",
          "a folder without one; go on with it by 'crnas resume " + path + "', or choose --out");
    }
    return this;
  }

  /** Refuses a folder that holds no run. */
  RunFolder requireRun() {
    if (!Files.isRegularFile(descriptor())) {
      throw new InvalidInputException(path.toString(), "no descriptor.yaml", "the folder of a run");
    }
    return this;
  }

  /** Refuses a run that is not at its end. */
  RunFolder requireResults() {
    requireRun();
    if (!Files.isRegularFile(results())) {
      throw new InvalidInputException(
          path.toString(),
          "a run without results",
          "one that ended; go on with it by 'crnas resume " + path + "'");
    }
    return this;
  }
}
