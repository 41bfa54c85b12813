package io.crnas.detection.rcnn;

import java.util.List;

/** What the proposal head gave: logits [N, H, W, A] and deltas [N, H, W, 4A] of each level. */
final class HeadOutputs {
  private final Anchors anchors;
  private final float[] values;
  private final List<Integer> objectness;
  private final List<Integer> deltas;

  /**
   * @param values holds all of them
   * @param objectness where each level's logits begin
   * @param deltas where each level's deltas begin
   */
  HeadOutputs(Anchors anchors, float[] values, List<Integer> objectness, List<Integer> deltas) {
    this.anchors = anchors;
    this.values = values;
    this.objectness = List.copyOf(objectness);
    this.deltas = List.copyOf(deltas);
  }

  Anchors anchors() {
    return anchors;
  }

  float[] values() {
    return values;
  }

  /** Where the logit of an image's anchor is. */
  int objectness(int image, int anchor) {
    int level = anchors.level(anchor);
    return objectness.get(level) + within(level, image, anchor);
  }

  /** Where the four deltas of an image's anchor begin. */
  int deltas(int image, int anchor) {
    int level = anchors.level(anchor);
    return deltas.get(level) + 4 * within(level, image, anchor);
  }

  private int within(int level, int image, int anchor) {
    return image * anchors.count(level) + anchor - anchors.start(level);
  }
}
