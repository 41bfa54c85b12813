package io.crnas.detection.training;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Preparation;
import io.crnas.detection.head.DetectorModel;
import io.crnas.detection.metric.Detection;
import io.crnas.detection.torch.EngineFailure;
import io.crnas.detection.torch.ParameterStore;
import io.crnas.detection.torch.Torch;
import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.file.Fingerprint;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scores allocations with the weights of a supernet: the statistics of every batch normalisation
 * are taken anew for each candidate from a fixed set of training images, then the candidate detects
 * on the held-out split. Candidates of a batch are run as one graph, so what they share is computed
 * once; the answers are those of one by one, whatever the number of threads. A candidate that the
 * engine can not run costs no other its score.
 */
public final class SupernetEvaluator implements Evaluator<Allocation> {
  /**
   * Candidates in one graph. Their activations do not bound it, for few are held at a time in the
   * order of {@link #ALIKE}; their statistics are all held.
   */
  static final int MERGED = 256;

  /**
   * An order in which candidates that begin alike are neighbours, the shorter stage first: the
   * point between two stages comes before all digits.
   */
  static final Comparator<Allocation> ALIKE =
      Comparator.comparing(candidate -> candidate.dilations().toString());

  private final Architecture architecture;
  private final ParameterStore store;
  private final DetectorModel detector;
  private final DetectorScorer scorer;
  private final MergedDetection merged;
  private final ImageSize input;
  private final long seed;
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
    this.store = new ParameterStore(torch);
    store.load(supernet);
    this.detector = new DetectorModel(architecture.detector(), store);
    this.input = preparation.paddedSize();
    this.scorer = new DetectorScorer(architecture.detector(), validation, preparation, batch);
    this.merged =
        new MergedDetection(
            detector, Inputs.evaluation(calibration, preparation, batch), scorer, progress);
    this.fingerprint =
        Fingerprint.of(
            architecture.canonical(),
            Start.Supernet.digest(supernet),
            Long.toString(seed),
            calibration.fingerprint(),
            validation.fingerprint(),
            preparation.canonical(),
            Integer.toString(batch));
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
    return evaluateTogether(candidates.stream().map(List::of).toList(), Listener.none());
  }

  /** Each member detects on its own mini-batches of the held-out split; all are answered as one. */
  @Override
  public List<Evaluation> evaluateTogether(List<List<Allocation>> groups, Listener listener)
      throws InterruptedException {
    SortedMap<Allocation, BitSet> steps = steps(groups);
    var answers = new HashMap<Allocation, Answer>();
    List<Allocation> sound = new ArrayList<>();
    for (Allocation candidate : steps.keySet()) {
      architecture
          .fault(candidate, input)
          .ifPresentOrElse(
              fault -> answers.put(candidate, new Answer.Broken(fault)),
              () -> sound.add(candidate));
    }
    for (int i = 0; i < sound.size(); i += MERGED) {
      int end = Math.min(i + MERGED, sound.size());
      answers.putAll(detect(sound.subList(i, end), steps));
    }
    List<Evaluation> evaluations = new ArrayList<>();
    for (List<Allocation> group : groups) {
      if (Thread.interrupted()) {
        throw new InterruptedException("scoring was interrupted");
      }
      evaluations.add(measure(group, answers));
    }
    return evaluations;
  }

  @Override
  public OptionalInt miniBatches() {
    return OptionalInt.of(scorer.batches());
  }

  /** The mini-batches that each candidate detects on; neighbours have most in common. */
  private SortedMap<Allocation, BitSet> steps(List<List<Allocation>> groups) {
    var steps = new TreeMap<Allocation, BitSet>(ALIKE);
    for (List<Allocation> group : groups) {
      for (int member = 0; member < group.size(); member++) {
        BitSet own = steps.computeIfAbsent(group.get(member), _ -> new BitSet());
        for (int step = member; step < scorer.batches(); step += group.size()) {
          own.set(step);
        }
      }
    }
    return steps;
  }

  /** What came of a candidate. */
  private sealed interface Answer {
    /** Its detections by mini-batch. */
    record Detected(List<List<Detection>> batches) implements Answer {}

    record Broken(String reason) implements Answer {}
  }

  /** What breaks together is tried in halves, so that one candidate costs no other its score. */
  private Map<Allocation, Answer> detect(
      List<Allocation> candidates, SortedMap<Allocation, BitSet> steps)
      throws InterruptedException {
    try {
      return detectMerged(candidates, steps);
    } catch (EngineFailure e) {
      if (candidates.size() == 1) {
        return Map.of(candidates.getFirst(), new Answer.Broken(String.valueOf(e.getMessage())));
      }
      int half = candidates.size() / 2;
      var answers = new HashMap<>(detect(candidates.subList(0, half), steps));
      answers.putAll(detect(candidates.subList(half, candidates.size()), steps));
      return answers;
    }
  }

  private Map<Allocation, Answer> detectMerged(
      List<Allocation> candidates, SortedMap<Allocation, BitSet> steps)
      throws InterruptedException {
    var graph = new Graph();
    List<MergedDetection.Share> shares = new ArrayList<>();
    for (Allocation candidate : candidates) {
      Network net = architecture.features(candidate, graph);
      detector.initialise(net, seed);
      shares.add(new MergedDetection.Share(net, steps.getOrDefault(candidate, new BitSet())));
    }
    List<List<List<Detection>>> found = merged.detect(shares);
    var answers = new HashMap<Allocation, Answer>();
    for (int i = 0; i < candidates.size(); i++) {
      answers.put(candidates.get(i), new Answer.Detected(found.get(i)));
    }
    return answers;
  }

  /** One evaluation of what the members detected, each on its mini-batches. */
  private Evaluation measure(List<Allocation> group, Map<Allocation, Answer> answers) {
    List<Detection> detections = new ArrayList<>();
    List<List<List<Detection>>> members = new ArrayList<>();
    for (Allocation member : group) {
      switch (answers.get(member)) {
        case Answer.Detected detected -> members.add(detected.batches());
        case Answer.Broken broken -> {
          return new Evaluation.Failed(broken.reason());
        }
        case null -> throw new AssertionError(member + " was not run");
      }
    }
    for (int step = 0; step < scorer.batches(); step++) {
      detections.addAll(members.get(step % members.size()).get(step));
    }
    return Evaluation.of(scorer.measure(detections).toMap());
  }

  @Override
  public void close() {
    store.close();
  }
}
