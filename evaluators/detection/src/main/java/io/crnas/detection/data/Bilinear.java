package io.crnas.detection.data;

/**
 * Resizes planes as {@code torch.nn.functional.interpolate(mode="bilinear", align_corners=False)}
 * does without antialias: each value comes from at most four pixels.
 */
final class Bilinear {
  private final Axis rows;
  private final Axis columns;

  Bilinear(int fromHeight, int fromWidth, int toHeight, int toWidth) {
    this.rows = new Axis(fromHeight, toHeight);
    this.columns = new Axis(fromWidth, toWidth);
  }

  /** For each place of the result the pixel before it, the one after, and the latter's weight. */
  private static final class Axis {
    final int from;
    final int[] before;
    final int[] after;
    final float[] weight;

    Axis(int from, int to) {
      this.from = from;
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

    int to() {
      return before.length;
    }
  }

  /** One value of a resized plane [H, W]. */
  float at(float[] plane, int y, int x) {
    int upper = rows.before[y] * columns.from;
    int lower = rows.after[y] * columns.from;
    int left = columns.before[x];
    int right = columns.after[x];
    float across = columns.weight[x];
    float above = plane[upper + left] * (1 - across) + plane[upper + right] * across;
    float below = plane[lower + left] * (1 - across) + plane[lower + right] * across;
    return above * (1 - rows.weight[y]) + below * rows.weight[y];
  }

  /** Resizes [C, H, W] values. */
  float[] resize(float[] planes) {
    int channels = planes.length / (rows.from * columns.from);
    float[] resized = new float[channels * rows.to() * columns.to()];
    int out = 0;
    for (int channel = 0; channel < channels; channel++) {
      int plane = channel * rows.from * columns.from;
      for (int y = 0; y < rows.to(); y++) {
        int upper = plane + rows.before[y] * columns.from;
        int lower = plane + rows.after[y] * columns.from;
        float down = rows.weight[y];
        for (int x = 0; x < columns.to(); x++) {
          int left = columns.before[x];
          int right = columns.after[x];
          float across = columns.weight[x];
          float above = planes[upper + left] * (1 - across) + planes[upper + right] * across;
          float below = planes[lower + left] * (1 - across) + planes[lower + right] * across;
          resized[out++] = above * (1 - down) + below * down;
        }
      }
    }
    return resized;
  }
}
