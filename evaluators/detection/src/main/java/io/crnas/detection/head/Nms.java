package io.crnas.detection.head;

import java.util.Arrays;

/** Non-maximum suppression: torchvision.ops.batched_nms. */
final class Nms {
  private static final int BUCKET_BITS = 16;

  private Nms() {}

  /** Indices by descending score; equal scores keep their order. */
  static int[] descending(float[] scores) {
    return indices(keys(scores), scores.length);
  }

  /** The first ones of that order, without sorting the others. */
  static int[] descending(float[] scores, int most) {
    long[] keys = keys(scores);
    if (most >= keys.length) {
      return indices(keys, keys.length);
    }
    int[] counts = new int[1 << BUCKET_BITS];
    for (long key : keys) {
      counts[bucket(key)]++;
    }
    int last = 0;
    int sorted = counts[0];
    while (sorted < most) {
      sorted += counts[++last];
    }
    long[] first = new long[sorted];
    int n = 0;
    for (long key : keys) {
      if (bucket(key) <= last) {
        first[n++] = key;
      }
    }
    return indices(first, most);
  }

  /** Numbers in whose ascending order the scores descend; the place of each is in it. */
  private static long[] keys(float[] scores) {
    long[] keys = new long[scores.length];
    for (int i = 0; i < keys.length; i++) {
      // Zero is added to make -0 one with 0; flipped, the bits of a negative number order rightly.
      int bits = Float.floatToIntBits(scores[i] + 0f);
      int ascending = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
      keys[i] = (long) ~ascending << 32 | i;
    }
    return keys;
  }

  /** Keys with lower first bits come before those with higher ones. */
  private static int bucket(long key) {
    return (int) ((key ^ Long.MIN_VALUE) >>> (Long.SIZE - BUCKET_BITS));
  }

  /** Of the lowest keys, ascending. */
  private static int[] indices(long[] keys, int most) {
    Arrays.sort(keys);
    int[] order = new int[most];
    for (int i = 0; i < most; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  /**
   * The best boxes such that none overlaps a better one of its group by more than the threshold; by
   * descending score.
   */
  static int[] batchedNms(Boxes boxes, float[] scores, int[] groups, double threshold) {
    int[] order = descending(scores);
    boolean[] kept = new boolean[order.length];
    int count = 0;
    for (int group : Arrays.stream(groups).distinct().toArray()) {
      int[] members = Arrays.stream(order).filter(i -> groups[i] == group).toArray();
      for (int i : sorted(boxes.select(members), threshold)) {
        kept[members[i]] = true;
        count++;
      }
    }
    int[] result = new int[count];
    int n = 0;
    for (int i : order) {
      if (kept[i]) {
        result[n++] = i;
      }
    }
    return result;
  }

  /** Which of the boxes, best first, are kept. */
  static int[] sorted(Boxes boxes, double threshold) {
    int n = boxes.count;
    float[] left = boxes.left;
    float[] top = boxes.top;
    float[] right = boxes.right;
    float[] bottom = boxes.bottom;
    float[] areas = boxes.areas();
    // The greatest IoU with a box that is kept.
    float[] worst = new float[n];
    int[] kept = new int[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (worst[i] > threshold) {
        continue;
      }
      kept[count++] = i;
      float l = left[i];
      float t = top[i];
      float r = right[i];
      float b = bottom[i];
      float area = areas[i];
      for (int j = i + 1; j < n; j++) {
        float width = Math.max(Math.min(r, right[j]) - Math.max(l, left[j]), 0);
        float height = Math.max(Math.min(b, bottom[j]) - Math.max(t, top[j]), 0);
        float shared = width * height;
        float overlap = shared / Math.max(area + areas[j] - shared, Float.MIN_NORMAL);
        worst[j] = Math.max(worst[j], overlap);
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
