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
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Retrained;
import io.crnas.export.parity.Allowance;
import io.crnas.framework.progress.Progress;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.Input;
import io.crnas.runtime.Precision;
import io.crnas.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well an exported detector does on the test split, run in ONNX Runtime.
 *
 * @param file of a whole detector
 * @param input what it takes
 */
record FileScore(Work work, Target target, Path file, Input input) {
  private static final List<String> COMPARED = List.of(CocoMetrics.NAMES.getFirst());
  private static final int BATCH = 4;

  /** 0.50 to 0.95. */
  private static final int OVERLAPS = 10;

  /**
   * Detects on the whole split.
   *
   * @param trained the same net as it was tested in the engine
   * @return nothing where the split has no objects
   */
  Optional<DetectorScore> run(Retrained.Net trained) throws IOException {
    return trained.score(new Metric(COMPARED.getFirst())).isEmpty()
        ? Optional.empty()
        : Optional.of(detect());
  }

  /**
   * The precision of boxes, and of masks where there are some, against that of the same weights in
   * the engine. AP is a mean over {@value #OVERLAPS} overlaps: in a split of few objects a single
   * one at one of these is worth more than what is allowed, and rounding may decide on it.
   *
   * @param precision in which the file computes
   */
  List<Retrained.Scored> scores(
      DetectorScore exported, Retrained.Net trained, Precision precision, Allowance allowed) {
    Retrained.Net kept = trained.first();
    Map<String, Double> file = exported.toMap();
    int objects = images().samples().stream().mapToInt(one -> one.annotations().size()).sum();
    double points = Math.max(allowed.points(), 100.0 / OVERLAPS / Math.max(1, objects));
    return kept.metrics(COMPARED).stream()
        .map(Metric::name)
        .map(name ->
            scored(
                name,
                file.getOrDefault(name, -1.0),
                kept.test().getOrDefault(name, -1.0),
                precision,
                points))
        .toList();
  }

  private static Retrained.Scored scored(
      String metric, double file, double engine, Precision precision, double points) {
    double lost = 100 * (engine - file);
    double apart = precision == Precision.FP32 ? Math.abs(lost) : Math.max(0, lost);
    return new Retrained.Scored(metric, file, engine, apart, points);
  }

  private DetectorScore detect() throws IOException {
    List<io.crnas.detection.metric.Detection> all = new ArrayList<>();
    String title = target.called("detecting on " + images().name() + " by the file");
    try (var task = work.progress().start(title, images().size(), "images");
        var detector = Detector.load(file, work.onProcessor())) {
      switch (input) {
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
        Batches.inOrder(images(), work.setup().training().images().preparation(), BATCH, 0);
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
