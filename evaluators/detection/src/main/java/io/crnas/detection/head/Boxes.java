package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import java.util.Arrays;
import java.util.List;

/** Boxes as arrays: left, top, right and bottom apart, so that loops over them vectorise. */
final class Boxes {
  final int count;
  final float[] left;
  final float[] top;
  final float[] right;
  final float[] bottom;

  Boxes(int count) {
    this.count = count;
    left = new float[count];
    top = new float[count];
    right = new float[count];
    bottom = new float[count];
  }

  /** From four numbers a box. */
  static Boxes of(float[] flat) {
    var boxes = new Boxes(flat.length / 4);
    for (int i = 0; i < boxes.count; i++) {
      boxes.set(i, flat[4 * i], flat[4 * i + 1], flat[4 * i + 2], flat[4 * i + 3]);
    }
    return boxes;
  }

  static Boxes of(List<Target> targets) {
    return ofBoxes(targets.stream().map(Target::box).toList());
  }

  static Boxes ofDetections(List<DetectedBox> found) {
    return ofBoxes(found.stream().map(DetectedBox::box).toList());
  }

  private static Boxes ofBoxes(List<Box> all) {
    var boxes = new Boxes(all.size());
    for (int i = 0; i < boxes.count; i++) {
      Box box = all.get(i);
      boxes.set(i, box.x1(), box.y1(), box.x2(), box.y2());
    }
    return boxes;
  }

  void set(int i, float l, float t, float r, float b) {
    left[i] = l;
    top[i] = t;
    right[i] = r;
    bottom[i] = b;
  }

  Box get(int i) {
    return new Box(left[i], top[i], right[i], bottom[i]);
  }

  /** The chosen boxes, in that order. */
  Boxes select(int[] indices) {
    var chosen = new Boxes(indices.length);
    for (int i = 0; i < indices.length; i++) {
      int j = indices[i];
      chosen.set(i, left[j], top[j], right[j], bottom[j]);
    }
    return chosen;
  }

  /** The same with room for more. */
  Boxes extended(int size) {
    var more = new Boxes(size);
    System.arraycopy(left, 0, more.left, 0, count);
    System.arraycopy(top, 0, more.top, 0, count);
    System.arraycopy(right, 0, more.right, 0, count);
    System.arraycopy(bottom, 0, more.bottom, 0, count);
    return more;
  }

  /** These, then those. */
  static Boxes join(List<Boxes> parts) {
    var all = new Boxes(parts.stream().mapToInt(part -> part.count).sum());
    int offset = 0;
    for (Boxes part : parts) {
      System.arraycopy(part.left, 0, all.left, offset, part.count);
      System.arraycopy(part.top, 0, all.top, offset, part.count);
      System.arraycopy(part.right, 0, all.right, offset, part.count);
      System.arraycopy(part.bottom, 0, all.bottom, offset, part.count);
      offset += part.count;
    }
    return all;
  }

  /** torchvision.ops.clip_boxes_to_image, in place. */
  void clip(int height, int width) {
    clamp(left, width);
    clamp(right, width);
    clamp(top, height);
    clamp(bottom, height);
  }

  private static void clamp(float[] values, float limit) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(Math.max(values[i], 0), limit);
    }
  }

  /** Indices of the boxes with both sides at least so long: torchvision.ops.remove_small_boxes. */
  int[] atLeast(float side) {
    int[] kept = new int[count];
    int n = 0;
    for (int i = 0; i < count; i++) {
      if (right[i] - left[i] >= side && bottom[i] - top[i] >= side) {
        kept[n++] = i;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  float[] areas() {
    float[] areas = new float[count];
    for (int i = 0; i < count; i++) {
      areas[i] = (right[i] - left[i]) * (bottom[i] - top[i]);
    }
    return areas;
  }

  /**
   * IoU of one box with each of some of these; two empty boxes overlap by 0.
   *
   * @param areas of these
   * @param from the first of the some
   * @param to behind the last of them
   * @param result a number for each of these
   */
  void overlaps(Box box, float[] areas, int from, int to, float[] result) {
    float l = box.x1();
    float t = box.y1();
    float r = box.x2();
    float b = box.y2();
    float area = (r - l) * (b - t);
    for (int i = from; i < to; i++) {
      float width = Math.max(Math.min(r, right[i]) - Math.max(l, left[i]), 0);
      float height = Math.max(Math.min(b, bottom[i]) - Math.max(t, top[i]), 0);
      float shared = width * height;
      result[i] = shared / Math.max(area + areas[i] - shared, Float.MIN_NORMAL);
    }
  }
}
