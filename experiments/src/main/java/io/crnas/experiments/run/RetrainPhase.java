package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.training.TrainedDetector;
import io.crnas.experiments.descriptor.Retrain;
import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.rank.PairedDifference;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.framework.file.Fingerprint;
import io.crnas.runtime.Detector;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Trains baseline and found net alike, tests both, and exports them. */
record RetrainPhase(Work work, Target target, RunFolder folder, Retrain retrain) {
  private static final String BASELINE = RetrainedNet.BASELINE.toString();
  private static final String FOUND = RetrainedNet.FOUND.toString();
  private static final String METRIC = CocoMetrics.NAMES.getFirst();

  /**
   * @param finalists what the search found best, the best first; where there are several, or a
   *     race, each is trained, and the best of them by the val split is what was found
   */
  Retrained run(Allocation baseline, List<Allocation> finalists)
      throws IOException, InterruptedException {
    var retraining = new Retraining(work, target, folder, retrain);
    Optional<Retrained.Finals> finals =
        finalists.size() > 1 || retrain.race().isPresent()
            ? Optional.of(
                new RacePhase(work, target, folder, retraining, retrain).run(baseline, finalists))
            : Optional.empty();
    Allocation found = finals.map(Retrained.Finals::best).orElse(finalists.getFirst());
    List<Retraining.Wanted> baselines = wanted(BASELINE, baseline);
    List<Retraining.Wanted> founds = wanted(FOUND, found);
    train(retraining, baselines, founds);
    Retrained.Net baselineNet = net(retraining, baselines);
    Retrained.Net foundNet = net(retraining, founds);
    Retrained.Parity foundParity = export(FOUND, foundNet);
    Retrained.Parity baselineParity = export(BASELINE, baselineNet);
    new LatencyPhase(work, target, folder).run();
    keepPictures();
    return new Retrained(
        baselineNet,
        foundNet,
        retrain.detector().map(_ -> work.setup().training().retrained().detector().name()),
        finals,
        difference(baselineNet, foundNet),
        foundParity,
        Optional.of(baselineParity));
  }

  private Retrained.Parity export(String name, Retrained.Net net)
      throws IOException, InterruptedException {
    return work.timings()
        .time(
            target.called("export of " + name),
            () -> new ExportPhase(work, target, folder, name, ExportForm.whole()).run(net));
  }

  /** Of each seed. */
  private List<Retraining.Wanted> wanted(String net, Allocation allocation) {
    Dataset images = work.setup().training().images().all();
    return IntStream.rangeClosed(1, retrain.seeds())
        .mapToObj(seed -> new Retraining.Wanted(net, allocation, images, seed))
        .toList();
  }

  /** Both nets with a seed before any with the next one. */
  private static void train(
      Retraining retraining, List<Retraining.Wanted> baselines, List<Retraining.Wanted> founds)
      throws IOException, InterruptedException {
    List<Retraining.Wanted> all = new ArrayList<>();
    for (int i = 0; i < baselines.size(); i++) {
      all.add(baselines.get(i));
      all.add(founds.get(i));
    }
    for (Optional<DivergenceException> diverged : retraining.train(all)) {
      if (diverged.isPresent()) {
        throw diverged.get();
      }
    }
  }

  private Retrained.Net net(Retraining retraining, List<Retraining.Wanted> seeds)
      throws IOException, InterruptedException {
    Images images = work.setup().training().images();
    var kept = new TestImages(folder, images.test());
    Retraining.Wanted first = seeds.getFirst();
    Allocation allocation = first.allocation();
    List<Map<String, Double>> tests = new ArrayList<>();
    for (Retraining.Wanted seed : seeds) {
      TrainedDetector.Test test = retraining.test(seed, images.test());
      if (seed.equals(first)) {
        kept.keepDetections(first.net(), test.detections());
      }
      tests.add(test.metrics().toMap());
    }
    return new Retrained.Net(
        allocation,
        new NetCosts(work.setup()).of(allocation),
        mean(tests),
        tests.size() > 1 ? tests : List.of(),
        Fingerprint.of(folder.weights(first.name())),
        retraining.beginning(allocation));
  }

  /** What the report shows is what the exported file detects. */
  private void keepPictures() throws IOException {
    try (Detector detector =
        Detector.load(folder.onnx(FOUND, ExportForm.whole()), work.onProcessor())) {
      new TestImages(folder, work.setup().training().images().test()).keepPictures(detector);
    }
  }

  /** All are of one split, so that a metric without anything to measure is -1 in each. */
  private static Map<String, Double> mean(List<Map<String, Double>> tests) {
    if (tests.size() == 1) {
      return tests.getFirst();
    }
    var mean = new TreeMap<String, Double>();
    for (String metric : tests.getFirst().keySet()) {
      mean.put(
          metric, tests.stream().mapToDouble(test -> test.get(metric)).average().orElseThrow());
    }
    return mean;
  }

  private static Optional<PairedDifference> difference(
      Retrained.Net baseline, Retrained.Net found) {
    return PairedDifference.of(METRIC, scores(baseline), scores(found));
  }

  private static List<Double> scores(Retrained.Net net) {
    return net.seeds().stream().map(test -> test.get(METRIC)).toList();
  }
}
