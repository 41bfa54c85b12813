package io.crnas.experiments.run;

import io.crnas.detection.data.Batch;
import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Box;
import io.crnas.detection.data.BoxMask;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.PreparedSample;
import io.crnas.detection.metric.CocoEvaluator;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.detection.metric.Overlap;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.ParityReport;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Input;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Tensor;
import io.crnas.spaces.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Holds an exported file against the engine: at several sizes and batches, and on the whole test
 * split.
 *
 * @param file that is looked at
 * @param metadata what it says of itself
 * @param folder of the run, or of one of its budgets
 * @param net which of its nets the file holds
 */
record Verification(
    Work work, Target target, Path file, Metadata metadata, RunFolder folder, RetrainedNet net) {
  private static final int TEST_BATCH = 4;
  private static final int PICTURES = 4;

  /**
   * Says how far apart they are.
   *
   * @throws IOException when that is further than allowed
   */
  void run() throws IOException, InterruptedException {
    Retrained.Net trained = Results.read(folder.results()).net(net);
    List<String> faults = new ArrayList<>();
    try (var engine =
        new TrainedDetector(
            work.engine().torch(),
            work.setup().training().retrained(),
            trained.allocation(),
            Safetensors.read(folder.weights(net.toString())))) {
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
      }
      if (!report.failures().isEmpty() && metadata.input() == Input.PREPARED) {
        String at = report.failures().getFirst().testCase();
        parity
            .beginning(
                file, metadata.part(), metadata.precision(), EngineParity.Case.parse(at).size())
            .map(Verification::beginning)
            .ifPresent(faults::add);
      }
      if (metadata.part() == Part.DETECTOR) {
        precision(trained, parity.allowance(metadata.precision()).points(), faults);
      }
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

  private static String beginning(Comparison first) {
    return String.format(
        Locale.ROOT, "it begins at %s, %.2e of its scale", first.output(), first.relative());
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

  /**
   * AP of the file on the test split, against that of the same weights in the engine.
   *
   * @param allowed how many points of 100 it may lose, and in single precision gain
   */
  private void precision(Retrained.Net trained, double allowed, List<String> faults)
      throws IOException {
    Retrained.Net kept = trained.first();
    List<Metric> metrics = kept.metrics(List.of(CocoMetrics.NAMES.getFirst()));
    if (kept.score(metrics.getFirst()).isEmpty()) {
      work.progress().say("the test split has no objects, so there is no precision to compare");
      return;
    }
    Map<String, Double> exported = detect().toMap();
    for (Metric metric : metrics) {
      String name = metric.name();
      precision(
          name,
          exported.getOrDefault(name, -1.0),
          kept.test().getOrDefault(name, -1.0),
          allowed,
          faults);
    }
  }

  private void precision(
      String metric, double exported, double engine, double allowed, List<String> faults) {
    double lost = 100 * (engine - exported);
    work.progress()
        .say(
            String.format(
                Locale.ROOT,
                "%s on %d images of %s: %.2f by the file, %.2f by the engine; %.3f points lost,"
                    + " allowed %.2f",
                metric,
                images().size(),
                images().name(),
                100 * exported,
                100 * engine,
                lost,
                allowed));
    double apart = metadata.precision() == Precision.FP32 ? Math.abs(lost) : lost;
    if (!(apart <= allowed)) {
      faults.add(String.format(Locale.ROOT, "%s is %.3f points apart", metric, apart));
    }
  }

  private DetectorScore detect() throws IOException {
    List<io.crnas.detection.metric.Detection> all = new ArrayList<>();
    String title = target.called("detecting on " + images().name() + " by the file");
    try (var task = work.progress().start(title, images().size(), "images");
        var detector = Detector.load(file, work.onProcessor())) {
      switch (metadata.input()) {
        case PREPARED -> detectPrepared(detector, all, task);
        case PIXELS -> detectPictures(detector, all, task);
      }
    }
    return new DetectorScore(
        CocoEvaluator.of(images()).evaluate(all),
        work.setup().training().retrained().detector().findsMasks()
            ? Optional.of(CocoEvaluator.of(images(), Overlap.MASK).evaluate(all))
            : Optional.empty());
  }

  private void detectPrepared(
      Detector detector, List<io.crnas.detection.metric.Detection> all, Progress.Task task) {
    Batches batches =
        Batches.inOrder(images(), work.setup().training().images().preparation(), TEST_BATCH, 0);
    for (int step = 0; step < batches.stepsPerEpoch(); step++) {
      Batch batch = batches.batch(step);
      var shape = List.of(batch.size(), 3, batch.height(), batch.width());
      List<List<Detection>> found = detector.detect(new Tensor(shape, batch.pixels()));
      for (int image = 0; image < found.size(); image++) {
        PreparedSample sample = batch.samples().get(image);
        found.get(image).forEach(one -> all.add(original(one, sample)));
      }
      task.advance(batch.size());
    }
  }

  private void detectPictures(
      Detector detector, List<io.crnas.detection.metric.Detection> all, Progress.Task task) {
    for (int image = 0; image < images().size(); image++) {
      PreparedSample sample = PictureParity.asItIs(image, images().samples().get(image));
      detector
          .detect(images().load(image).toBufferedImage())
          .forEach(one -> all.add(original(one, sample)));
      task.advance(1);
    }
  }

  private static io.crnas.detection.metric.Detection original(
      Detection found, PreparedSample sample) {
    Box box = inside(found, sample);
    var plain =
        io.crnas.detection.metric.Detection.of(
            sample.index(), found.label(), sample.original(box), found.score());
    return found
        .mask()
        .map(mask ->
            plain.withMask(sample.original(new BoxMask(mask.side(), mask.probabilities()), box)))
        .orElse(plain);
  }

  /** Without what lies in the padding. */
  private static Box inside(Detection found, PreparedSample sample) {
    return new Box(
        Math.min(found.left(), sample.width()),
        Math.min(found.top(), sample.height()),
        Math.min(found.right(), sample.width()),
        Math.min(found.bottom(), sample.height()));
  }

  private Dataset images() {
    return work.setup().training().images().test();
  }
}
