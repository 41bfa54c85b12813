package io.crnas.detection.head;

import io.crnas.spaces.ImageSize;
import io.crnas.spaces.detector.Yields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Candidates of one image that grow in number, and the detections among them. */
final class Selection {
  private static final int FEW = 64;

  /** How a score is made of what candidates are ranked by, which grows with it. */
  @FunctionalInterface
  interface Scoring {
    float score(float likelihood);
  }

  private final Scoring scoring;
  private Boxes boxes = new Boxes(FEW);
  private float[] likelihoods = new float[FEW];
  private int[] labels = new int[FEW];
  private int count;

  Selection(Scoring scoring) {
    this.scoring = scoring;
  }

  /** Adds the box of four numbers to a reference box. */
  void add(
      BoxCoder coder,
      float[] numbers,
      int offset,
      Boxes references,
      int reference,
      float likelihood,
      int label) {
    if (count == likelihoods.length) {
      boxes = boxes.extended(2 * count);
      likelihoods = Arrays.copyOf(likelihoods, 2 * count);
      labels = Arrays.copyOf(labels, 2 * count);
    }
    coder.decode(numbers, offset, references, reference, boxes, count);
    likelihoods[count] = likelihood;
    labels[count++] = label;
  }

  /**
   * The detections, best first.
   *
   * @param leastSide boxes with a shorter side are dropped, in pixels
   */
  List<DetectedBox> best(Yields.Detections settings, ImageSize size, float leastSide) {
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = i;
    }
    Boxes candidates = boxes.select(all);
    candidates.clip(size.height(), size.width());
    int[] large = candidates.atLeast(leastSide);
    candidates = candidates.select(large);
    float[] own = new float[large.length];
    int[] ownLabels = new int[large.length];
    for (int i = 0; i < large.length; i++) {
      own[i] = likelihoods[large[i]];
      ownLabels[i] = labels[large[i]];
    }
    int[] kept = Nms.batchedNms(candidates, own, ownLabels, settings.nmsThreshold());
    List<DetectedBox> detections = new ArrayList<>();
    for (int i = 0; i < Math.min(kept.length, settings.most()); i++) {
      int k = kept[i];
      detections.add(new DetectedBox(candidates.get(k), ownLabels[k], scoring.score(own[k])));
    }
    return List.copyOf(detections);
  }
}
