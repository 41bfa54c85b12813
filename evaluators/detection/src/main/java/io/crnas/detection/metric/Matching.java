package io.crnas.detection.metric;

import java.util.List;
import java.util.function.Consumer;

/**
 * Greedy matching within one image and category: the surest detection first, each takes the free
 * object it overlaps most. After {@code pycocotools.cocoeval.COCOeval.evaluateImg}.
 */
final class Matching {
  private final List<Detection> detections;
  private final List<GroundTruth> truths;

  /** IoU of each detection with each object; [D, G]. */
  private final double[][] overlaps;

  private final long[] matched;
  private final long[] ignored;

  /** At most {@link Protocol#MOST} detections, the surest first. */
  private Matching(List<Detection> detections, List<GroundTruth> truths) {
    this.detections = detections;
    this.truths = truths;
    this.overlaps = new double[detections.size()][truths.size()];
    this.matched = new long[detections.size()];
    this.ignored = new long[detections.size()];
  }

  static void judge(
      List<Detection> detections,
      List<GroundTruth> truths,
      Overlap overlap,
      Consumer<Judged> verdicts) {
    var matching = new Matching(detections, truths);
    for (int d = 0; d < detections.size(); d++) {
      for (int g = 0; g < truths.size(); g++) {
        matching.overlaps[d][g] = overlap.of(detections.get(d), truths.get(g));
      }
    }
    for (int area = 0; area < Protocol.AREAS; area++) {
      matching.judgeArea(area);
    }
    for (int d = 0; d < detections.size(); d++) {
      verdicts.accept(
          new Judged(detections.get(d).score(), d, matching.matched[d], matching.ignored[d]));
    }
  }

  private void judgeArea(int area) {
    int[] order = new int[truths.size()];
    int counted = 0;
    for (int g = 0; g < order.length; g++) {
      if (!isIgnored(truths.get(g), area)) {
        order[counted++] = g;
      }
    }
    int next = counted;
    for (int g = 0; g < order.length; g++) {
      if (isIgnored(truths.get(g), area)) {
        order[next++] = g;
      }
    }
    for (int threshold = 0; threshold < Protocol.IOU.length; threshold++) {
      match(area, threshold, order, counted);
    }
  }

  /**
   * Matches at one threshold.
   *
   * @param order the objects, those that count before those to be ignored
   * @param counted how many count
   */
  private void match(int area, int threshold, int[] order, int counted) {
    long bit = 1L << Judged.bit(area, threshold);
    boolean[] taken = new boolean[order.length];
    for (int d = 0; d < overlaps.length; d++) {
      double best = Math.min(Protocol.IOU[threshold], 1 - 1e-10);
      int match = -1;
      for (int i = 0; i < order.length; i++) {
        if (i == counted && match >= 0) {
          break; // one that counts was found; those to be ignored can not win it over
        }
        int g = order[i];
        if (overlaps[d][g] >= best && (!taken[i] || truths.get(g).crowd())) {
          best = overlaps[d][g];
          match = i;
        }
      }
      if (match >= 0) {
        taken[match] = true;
        matched[d] |= bit;
      }
      boolean ignore =
          match >= 0 ? match >= counted : Protocol.outside(area, detections.get(d).area());
      if (ignore) {
        ignored[d] |= bit;
      }
    }
  }

  /** Whether an object neither counts as found nor as missed in an area range. */
  static boolean isIgnored(GroundTruth truth, int area) {
    return truth.crowd() || truth.ignored() || Protocol.outside(area, truth.area());
  }
}
