package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.bench.Benchmark;
import io.crnas.experiments.bench.Measured;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.results.Retrained;
import io.crnas.export.parity.Allowance;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.ParityReport;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds an exported file against the engine: at several sizes and batches, and on the whole test
 * split; and one of less precision against the time of its like in single precision.
 *
 * @param file that is looked at
 * @param metadata what it says of itself
 * @param trained the net that it holds
 */
record Verification(
    Work work, Target target, Path file, Metadata metadata, Exporting.Trained trained) {
  private static final int PICTURES = 4;
  private static final int TIMED_RUNS = 30;

  /**
   * Says how far apart they are.
   *
   * @throws IOException when that is further than allowed
   */
  void run() throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    try (var engine =
        new TrainedDetector(
            work.engine().torch(),
            work.setup().training().retrained(),
            trained.net().allocation(),
            Safetensors.read(trained.folder().weights(trained.name())))) {
      var parity = new EngineParity(work, target, engine);
      ParityReport report =
          switch (metadata.input()) {
            case PREPARED ->
                parity.of(file, metadata.part(), metadata.precision(), parity.cases(1, 2, 3));
            case PIXELS -> new PictureParity(parity).of(file, metadata.precision(), PICTURES);
          };
      features(report).forEach(work.progress()::say);
      report.detections().forEach(found -> work.progress().say(found.toString()));
      if (!report.passed()) {
        faults.add(ParityResult.of(report).fault());
        if (metadata.input() == Input.PREPARED) {
          parity
              .beginning(file, metadata.part(), metadata.precision(), failing(report))
              .ifPresent(faults::add);
        }
      }
      if (metadata.part() == Part.DETECTOR) {
        precision(parity.allowance(metadata.precision()), faults);
      }
    }
    if (metadata.precision() != Precision.FP32) {
      work.progress().say(speed());
    }
    if (!faults.isEmpty()) {
      throw new IOException(file + " differs from the engine: " + String.join("; ", faults));
    }
    work.progress()
        .say(
            metadata.precision() == Precision.FP32
                ? file + " equals the engine"
                : "%s equals the engine, as near as %s is".formatted(file, metadata.precision()));
  }

  /** Images of which something is further off than allowed. */
  private static EngineParity.Case failing(ParityReport report) {
    return Stream.concat(
            report.failures().stream().map(Comparison::testCase),
            report.detections().stream()
                .filter(found -> !found.passes())
                .map(DetectionComparison::testCase))
        .map(EngineParity.Case::parse)
        .findFirst()
        .orElseThrow();
  }

  /** Of each output the largest difference over all sizes. */
  private static List<String> features(ParityReport report) {
    var worst = new LinkedHashMap<String, Comparison>();
    for (Comparison one : report.comparisons()) {
      worst.merge(
          one.output(), one, (a, b) -> a.isFinite() && a.relative() >= b.relative() ? a : b);
    }
    return new Table(
            List.of(
                new Column("output", Side.LEFT, 0),
                new Column("difference", Side.RIGHT, 0),
                new Column("of scale", Side.RIGHT, 0),
                new Column("images", Side.LEFT, 0)),
            worst.values().stream()
                .map(one ->
                    List.of(
                        one.output(),
                        String.format(Locale.ROOT, "%.1e", one.difference()),
                        String.format(Locale.ROOT, "%.1e", one.relative()),
                        one.testCase()))
                .toList())
        .lines();
  }

  /** AP of the file on the test split, against that of the same weights in the engine. */
  private void precision(Allowance allowed, List<String> faults) throws IOException {
    var test = new FileScore(work, target, file, metadata.input());
    Optional<DetectorScore> exported = test.run(trained.net());
    if (exported.isEmpty()) {
      work.progress().say("the test split has no objects, so there is no precision to compare");
      return;
    }
    for (Retrained.Scored one :
        test.scores(exported.get(), trained.net(), metadata.precision(), allowed)) {
      work.progress().say(line(one));
      if (!one.holds()) {
        faults.add(one.fault());
      }
    }
  }

  /** What its precision is worth in time. */
  private String speed() throws IOException, InterruptedException {
    ExportForm whole = ExportForm.whole();
    var form =
        new ExportForm(metadata.part(), whole.precision(), whole.calibration(), metadata.input());
    Path single = trained.folder().onnx(trained.name(), form);
    if (!Files.exists(single)) {
      return "its speed is not compared, because there is no %s: 'crnas export' writes it"
          .formatted(single);
    }
    Benchmark.Outcome timed = LatencyPhase.byTurns(work, List.of(single, file), TIMED_RUNS);
    Measured own = timed.all().getLast();
    return String.format(
        Locale.ROOT,
        "it takes %.2f of the time of %s: %.2f for %.2f ms, medians of %d runs by turns on an image"
            + " of %s, on cpu with %s",
        own.ratio(),
        single,
        own.median(),
        timed.all().getFirst().median(),
        TIMED_RUNS,
        timed.size(),
        own.setting().threads() == 1 ? "one thread" : own.setting().threads() + " threads");
  }

  private String line(Retrained.Scored scored) {
    Dataset images = work.setup().training().images().test();
    return String.format(
        Locale.ROOT,
        "%s on %d images of %s: %.2f by the file, %.2f by the engine; %.3f points lost,"
            + " allowed %.2f",
        scored.metric(),
        images.size(),
        images.name(),
        100 * scored.file(),
        100 * scored.engine(),
        100 * (scored.engine() - scored.file()),
        scored.allowed());
  }
}
