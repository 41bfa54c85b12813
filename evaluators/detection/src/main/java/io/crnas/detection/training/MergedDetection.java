package io.crnas.detection.training;

import io.crnas.detection.data.Batches;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.parallel.Ahead;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Several nets as one graph: on each mini-batch a node that they share is computed once.
 * Mini-batches are spread over threads and joined in their order, so that nothing depends on how
 * many there are.
 *
 * @param detector the heads, and the store with the parameters of all nets
 * @param calibration what batch normalisations take their statistics from
 * @param scorer what is detected on
 */
record MergedDetection(
    DetectorModel detector, Batches calibration, DetectorScorer scorer, Progress progress) {

  /** One net and the mini-batches that it detects on. */
  record Share(Network net, BitSet steps) {}

  /**
   * Calibrates and detects.
   *
   * @return detections by net and then by mini-batch; none where a net does not detect
   */
  List<List<List<Detection>>> detect(List<Share> shares) throws InterruptedException {
    int steps = calibration.stepsPerEpoch() + scorer.batches();
    try (var task = progress.start("scoring " + shares.size(), steps, "batches");
        var statistics = new NodeStatistics(detector.store().torch())) {
      calibrate(shares.stream().map(Share::net).toList(), statistics, task);
      return detect(shares, new Normalisation.Gathered(statistics), task);
    }
  }

  private void calibrate(List<Network> nets, NodeStatistics statistics, Progress.Task task)
      throws InterruptedException {
    try (var batches =
        ahead(
            calibration.stepsPerEpoch(),
            step -> {
              NodeStatistics batch = statistics.newBatch();
              detector.calibrate(nets, calibration.batch(step).images(), batch);
              return batch;
            })) {
      while (batches.hasNext()) {
        statistics.add(batches.next());
        task.advance(1);
      }
    }
  }

  private List<List<List<Detection>>> detect(
      List<Share> shares, Normalisation normalisation, Progress.Task task)
      throws InterruptedException {
    List<List<List<Detection>>> found =
        Stream.<List<List<Detection>>>generate(ArrayList::new).limit(shares.size()).toList();
    try (var batches = ahead(scorer.batches(), step -> detect(shares, normalisation, step))) {
      while (batches.hasNext()) {
        List<List<Detection>> batch = batches.next();
        for (int net = 0; net < batch.size(); net++) {
          found.get(net).add(batch.get(net));
        }
        task.advance(1);
      }
    }
    return found;
  }

  private List<List<Detection>> detect(List<Share> shares, Normalisation normalisation, long step)
      throws InterruptedException {
    int[] asked =
        IntStream.range(0, shares.size())
            .filter(net -> shares.get(net).steps().get((int) step))
            .toArray();
    List<Network> nets = IntStream.of(asked).mapToObj(net -> shares.get(net).net()).toList();
    List<List<Detection>> some = scorer.detect(detector, nets, normalisation, step);
    var all = new ArrayList<List<Detection>>(Collections.nCopies(shares.size(), List.of()));
    for (int i = 0; i < asked.length; i++) {
      all.set(asked[i], some.get(i));
    }
    return all;
  }

  private <T> Ahead<T> ahead(int steps, Ahead.Maker<T> maker) {
    return new Ahead<>("scoring", maker, 0, steps, detector.store().torch().passes());
  }
}
