package io.crnas.detection.training;

import io.crnas.detection.data.Batches;
import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.rcnn.Detector;
import io.crnas.detection.torch.NodeStatistics;
import io.crnas.detection.torch.Normalisation;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores allocations with the weights of a supernet: the statistics of every batch normalisation
 * are taken anew for each candidate from a fixed set of training images, then the candidate detects
 * on the held-out split. Candidates of a batch are run as one graph, so what they share is computed
 * once; the answers are those of one by one.
 */
public final class SupernetEvaluator implements Evaluator<Allocation> {
  private static final long CACHED_BYTES = 1L << 30;

  /** Candidates in one graph; more would share a little more and hold more activations. */
  private static final int MERGED = 16;

  private final Architecture architecture;
  private final ParameterStore store;
  private final Detector detector;
  private final Batches calibration;
  private final DetectorScorer scorer;
  private final long seed;
  private final Progress progress;
  private final String fingerprint;

  /**
   * @param supernet its trained weights; what a candidate has beyond them begins as untrained
   * @param seed the one that the supernet was trained with
   * @param calibration images that the statistics are taken from
   * @param validation images that candidates are scored on
   * @param batch images of a forward pass
   */
  public SupernetEvaluator(
      Torch torch,
      Architecture architecture,
      Weights supernet,
      long seed,
      Dataset calibration,
      Dataset validation,
      Preparation preparation,
      int batch,
      Progress progress) {
    this.architecture = architecture;
    this.seed = seed;
    this.progress = progress;
    this.store = new ParameterStore(torch);
    store.load(supernet);
    this.detector = new Detector(architecture.detector(), architecture.settings(), store);
    this.calibration = Batches.inOrder(calibration, preparation, batch, CACHED_BYTES);
    this.scorer = new DetectorScorer(validation, preparation, batch);
    this.fingerprint =
        Fingerprint.of(
            architecture.toString(),
            digest(supernet),
            Long.toString(seed),
            calibration.fingerprint(),
            validation.fingerprint(),
            preparation.toString(),
            Integer.toString(batch));
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    int chunks = Math.ceilDiv(candidates.size(), MERGED);
    long batches = (long) chunks * (calibration.stepsPerEpoch() + scorer.batches());
    List<Evaluation> evaluations = new ArrayList<>();
    try (var task = progress.start("scoring " + candidates.size(), batches, "batches")) {
      for (int i = 0; i < candidates.size(); i += MERGED) {
        int end = Math.min(i + MERGED, candidates.size());
        evaluations.addAll(evaluateMerged(candidates.subList(i, end), task));
      }
    }
    return evaluations;
  }

  private List<Evaluation> evaluateMerged(List<Allocation> candidates, Progress.Task task)
      throws InterruptedException {
    var graph = new Graph();
    List<Network> nets =
        candidates.stream().map(allocation -> architecture.features(allocation, graph)).toList();
    nets.forEach(net -> detector.initialise(net, seed));
    try (var statistics = new NodeStatistics(store.torch())) {
      for (int step = 0; step < calibration.stepsPerEpoch(); step++) {
        if (Thread.interrupted()) {
          throw new InterruptedException("calibration was interrupted");
        }
        detector.calibrate(nets, Inputs.images(calibration.batch(step)), statistics);
        task.advance(1);
      }
      List<List<Detection>> detections =
          scorer.detect(detector, nets, new Normalisation.Gathered(statistics), task);
      return detections.stream()
          .map(found -> Evaluation.of(scorer.measure(found).toMap()))
          .toList();
    }
  }

  private static String digest(Weights weights) {
    var fingerprint = new Fingerprint();
    weights
        .tensors()
        .forEach((name, tensor) ->
            fingerprint.add(name).add(tensor.shape().toString()).add(tensor.data()));
    return fingerprint.hexadecimal();
  }

  @Override
  public void close() {
    store.close();
  }
}
