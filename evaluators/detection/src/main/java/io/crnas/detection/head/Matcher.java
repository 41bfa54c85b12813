package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.spaces.detector.Assigner;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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
    List<AnchorGrid.Run> all = List.of(new AnchorGrid.Run(0, boxes.count));
    return match(targets, boxes, areas, _ -> all);
  }

  /** The same for each anchor. */
  int[] match(Boxes targets, AnchorGrid anchors) {
    return match(targets, anchors.boxes(), anchors.areas(), anchors::near);
  }

  /**
   * @param near which boxes are looked at for a target: all that it overlaps, and perhaps more
   */
  private int[] match(
      Boxes targets, Boxes boxes, float[] areas, Function<Box, List<AnchorGrid.Run>> near) {
    int[] matches = new int[boxes.count];
    if (targets.count == 0) {
      Arrays.fill(matches, BACKGROUND);
      return matches;
    }
    float[] best = new float[boxes.count];
    boolean[] kept = new boolean[boxes.count];
    float[] overlaps = new float[boxes.count];
    for (int target = 0; target < targets.count; target++) {
      Box box = targets.get(target);
      List<AnchorGrid.Run> runs = near.apply(box);
      float most = 0;
      for (AnchorGrid.Run run : runs) {
        boxes.overlaps(box, areas, run.from(), run.to(), overlaps);
        for (int i = run.from(); i < run.to(); i++) {
          most = Math.max(most, overlaps[i]);
        }
      }
      if (most == 0) {
        // As in torchvision, no overlap at all is then the most, and every box has it.
        Arrays.fill(kept, true);
        continue;
      }
      for (AnchorGrid.Run run : runs) {
        for (int i = run.from(); i < run.to(); i++) {
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
