package io.crnas.detection.head;

import io.crnas.spaces.detector.Assigner;
import java.util.Arrays;

/**
 * Which target each anchor stands for by where its centre lies:
 * torchvision.models.detection.fcos.FCOS.compute_loss.
 */
record CentreMatcher(Assigner.ByCentre settings) {

  /** One target's index or {@link Matcher#BACKGROUND} for each anchor. */
  int[] match(Boxes targets, AnchorGrid anchors) {
    int[] matches = new int[anchors.count()];
    Arrays.fill(matches, Matcher.BACKGROUND);
    float[] areas = targets.areas();
    for (int level = 0; level < anchors.levels(); level++) {
      for (int i = anchors.start(level); i < anchors.start(level + 1); i++) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int target = 0; target < targets.count; target++) {
          if (areas[target] < smallest && belongs(anchors, level, i, targets, target)) {
            smallest = areas[target];
            matches[i] = target;
          }
        }
      }
    }
    return matches;
  }

  private boolean belongs(AnchorGrid anchors, int level, int i, Boxes targets, int target) {
    Boxes boxes = anchors.boxes();
    float side = boxes.right[i] - boxes.left[i];
    float x = (boxes.left[i] + boxes.right[i]) / 2;
    float y = (boxes.top[i] + boxes.bottom[i]) / 2;
    float left = x - targets.left[target];
    float top = y - targets.top[target];
    float right = targets.right[target] - x;
    float bottom = targets.bottom[target] - y;
    float fromCentre = Math.max(Math.abs(left - right), Math.abs(top - bottom)) / 2;
    float nearest = Math.min(Math.min(left, top), Math.min(right, bottom));
    float farthest = Math.max(Math.max(left, top), Math.max(right, bottom));
    double least = level == 0 ? 0 : settings.least() * side;
    double most = level == anchors.levels() - 1 ? Double.POSITIVE_INFINITY : settings.most() * side;
    return fromCentre < settings.radius() * side
        && nearest > 0
        && farthest > least
        && farthest < most;
  }
}
