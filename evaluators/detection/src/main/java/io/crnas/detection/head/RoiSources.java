package io.crnas.detection.head;

import io.crnas.detection.data.ImageBatch;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Yields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The RoIs that heads have found in a pass, for those that read them. */
final class RoiSources {
  private final Map<String, IntFunction<Boxes>> boxes = new HashMap<>();

  /** The outputs of the heads that have refined the RoIs of one, itself included. */
  private final Map<String, List<RoiStage.Outputs>> chains = new HashMap<>();

  /** By the head that they were sampled for, of each image. */
  private final Map<String, List<RoiStage.Chosen>> sampled = new HashMap<>();

  /**
   * Those of a head that was run on every level.
   *
   * @param samples the anchors of each image that it learns from; none in detection
   */
  void add(
      Head head,
      PyramidReadout reading,
      ImageBatch batch,
      boolean training,
      List<BoxSampler.Sample> samples,
      int threads) {
    switch (head.yields()) {
      case Yields.Proposals _ -> {
        DenseStage stage = reading.stage(head.name());
        int[][][] best = new int[batch.count()][][];
        Parallel.forEach(best.length, threads, image -> best[image] = stage.best(image, training));
        stage.bring(best, samples);
        boxes.put(
            head.name(),
            image -> stage.propose(image, best[image], batch.sizes().get(image), training));
      }
      case Yields.Detections _, Yields.Refined _, Yields.Masks _ -> {}
    }
  }

  /**
   * Those that a head on RoIs has refined, where it does.
   *
   * @param from the head whose RoIs it read
   * @param refined of each image
   */
  void add(Head head, String from, RoiStage.Outputs outputs, IntFunction<Boxes> refined) {
    switch (head.yields()) {
      case Yields.Refined _ -> {
        boxes.put(head.name(), refined);
        List<RoiStage.Outputs> chain = new ArrayList<>(chain(from));
        chain.add(outputs);
        chains.put(head.name(), List.copyOf(chain));
      }
      case Yields.Proposals _, Yields.Detections _, Yields.Masks _ -> {}
    }
  }

  /** Those that a head on RoIs was trained with, of each image. */
  void add(Head head, List<RoiStage.Chosen> chosen) {
    sampled.put(head.name(), chosen);
  }

  /** Those that a head was trained with, of each image. */
  List<RoiStage.Chosen> sampled(String head) {
    List<RoiStage.Chosen> chosen = sampled.get(head);
    if (chosen == null) {
      throw new IllegalStateException(head + " was trained with no RoIs");
    }
    return chosen;
  }

  /** The RoIs of an image that a head has found. */
  Boxes of(String head, int image) {
    IntFunction<Boxes> found = boxes.get(head);
    if (found == null) {
      throw new IllegalStateException(head + " finds no RoIs for other heads");
    }
    return found.apply(image);
  }

  /** What gave the RoIs of a head scores before: the outputs of all that have refined them. */
  List<RoiStage.Outputs> chain(String head) {
    return chains.getOrDefault(head, List.of());
  }
}
