package io.crnas.runtime;

/**
 * One axis of a bilinear resize as {@code torch.nn.functional.interpolate(mode="bilinear",
 * align_corners=False)} does it without antialias: for each place of the result the pixel before
 * it, the one after, and the latter's weight.
 */
final class Axis {
  private final int[] before;
  private final int[] after;
  private final float[] weight;

  /**
   * @param from pixels of the image
   * @param to pixels of the result
   */
  Axis(int from, int to) {
    this.before = new int[to];
    this.after = new int[to];
    this.weight = new float[to];
    float scale = (float) from / to;
    for (int i = 0; i < to; i++) {
      float source = Math.max(scale * (i + 0.5f) - 0.5f, 0);
      before[i] = Math.min((int) source, from - 1);
      after[i] = Math.min(before[i] + 1, from - 1);
      weight[i] = source - before[i];
    }
  }

  int length() {
    return before.length;
  }

  int before(int place) {
    return before[place];
  }

  int after(int place) {
    return after[place];
  }

  float weight(int place) {
    return weight[place];
  }
}
