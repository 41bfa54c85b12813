package io.crnas.detection.metric;

import java.util.Arrays;
import java.util.List;

/**
 * Precision over recall of one category. After {@code pycocotools.cocoeval.COCOeval.accumulate}; an
 * area range without objects has -1 everywhere.
 *
 * @param precision [A, M, T, R]
 * @param recall the recall reached with all detections, [A, M, T]
 */
@SuppressWarnings("ArrayRecordComponent") // lives inside one evaluation, never compared
record Curve(double[][][][] precision, double[][][] recall) {

  /** numpy's {@code spacing(1)}, which pycocotools adds so as not to divide by zero. */
  private static final double SPACING = Math.ulp(1.0);

  /**
   * Draws the curve.
   *
   * @param judged all detections of the category, the surest first
   * @param objects how many objects count in each area range; [A]
   */
  static Curve of(List<Judged> judged, int[] objects) {
    int ranges = Protocol.AREAS;
    int limits = Protocol.MOST_DETECTIONS.length;
    int thresholds = Protocol.IOU.length;
    var precision = new double[ranges][limits][thresholds][Protocol.RECALL.length];
    var recall = new double[ranges][limits][thresholds];
    for (int a = 0; a < ranges; a++) {
      for (int m = 0; m < limits; m++) {
        List<Judged> looked = within(judged, Protocol.MOST_DETECTIONS[m]);
        for (int t = 0; t < thresholds; t++) {
          if (objects[a] == 0) {
            Arrays.fill(precision[a][m][t], -1);
            recall[a][m][t] = -1;
          } else {
            recall[a][m][t] = trace(looked, Judged.bit(a, t), objects[a], precision[a][m][t]);
          }
        }
      }
    }
    return new Curve(precision, recall);
  }

  private static List<Judged> within(List<Judged> judged, int most) {
    return most >= Protocol.MOST
        ? judged
        : judged.stream().filter(one -> one.rank() < most).toList();
  }

  /**
   * Fills in the precision at each recall and returns the last recall. Precision is only kept where
   * an object was found: between two such places it falls, and the curve takes the highest value
   * from a recall on.
   */
  private static double trace(List<Judged> judged, int bit, int objects, double[] precision) {
    double[] found = new double[Math.min(objects, judged.size())];
    int hits = 0;
    int misses = 0;
    for (Judged one : judged) {
      if ((one.ignored() >>> bit & 1) == 0) {
        if ((one.matched() >>> bit & 1) == 0) {
          misses++;
        } else {
          hits++;
          found[hits - 1] = hits / (misses + hits + SPACING);
        }
      }
    }
    for (int i = hits - 1; i > 0; i--) {
      found[i - 1] = Math.max(found[i - 1], found[i]);
    }
    int at = 0;
    for (int r = 0; r < precision.length; r++) {
      while (at < hits && (double) (at + 1) / objects < Protocol.RECALL[r]) {
        at++;
      }
      precision[r] = at < hits ? found[at] : 0;
    }
    return (double) hits / objects;
  }
}
