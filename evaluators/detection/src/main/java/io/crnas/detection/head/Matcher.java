package io.crnas.detection.head;

import io.crnas.spaces.detector.Assigner;
import java.util.Arrays;

/**
 * Which target each box stands for: torchvision.models.detection._utils.Matcher.
 *
 * @param foreground IoU from which a box stands for its best target
 * @param background IoU below which it is background
 * @param lowQuality whether the boxes that overlap a target best stand for their own best target
 *     whatever their IoU is
 */
record Matcher(double foreground, double background, boolean lowQuality) {
  static final int BACKGROUND = -1;
  static final int BETWEEN = -2;

  /** The one that the data names. */
  static Matcher of(Assigner.ByOverlap settings) {
    return new Matcher(settings.foreground(), settings.background(), settings.lowQuality());
  }

  /**
   * One target's index, {@link #BACKGROUND} or {@link #BETWEEN} for each box.
   *
   * @param areas of the boxes
   */
  int[] match(Boxes targets, Boxes boxes, float[] areas) {
    int[] matches = new int[boxes.count];
    if (targets.count == 0) {
      Arrays.fill(matches, BACKGROUND);
      return matches;
    }
    float[] best = new float[boxes.count];
    Arrays.fill(best, -1);
    boolean[] kept = new boolean[boxes.count];
    float[] overlaps = new float[boxes.count];
    for (int target = 0; target < targets.count; target++) {
      boxes.overlaps(targets.get(target), areas, overlaps);
      float most = 0;
      for (int i = 0; i < boxes.count; i++) {
        most = Math.max(most, overlaps[i]);
      }
      for (int i = 0; i < boxes.count; i++) {
        float overlap = overlaps[i];
        if (overlap > best[i]) {
          best[i] = overlap;
          matches[i] = target;
        }
        if (overlap == most) {
          kept[i] = true;
        }
      }
    }
    // torch compares single precision numbers with the threshold in single precision.
    float high = (float) foreground;
    float low = (float) background;
    for (int i = 0; i < boxes.count; i++) {
      if (best[i] < high && !(lowQuality && kept[i])) {
        matches[i] = best[i] < low ? BACKGROUND : BETWEEN;
      }
    }
    return matches;
  }
}
