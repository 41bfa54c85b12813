package io.crnas.detection.mask;

import java.util.Arrays;

/**
 * Resizes masks as {@code torch.nn.functional.interpolate(mode="nearest")}: a pixel is what the one
 * is that it comes from. One column of the mask is unpacked at a time.
 */
final class Nearest {
  private final int height;
  private final int[] counts;

  /** The run that the next pixel is in, and the pixel behind it. */
  private int run;

  private int end;

  private Nearest(int height, int[] counts) {
    this.height = height;
    this.counts = counts;
    this.end = counts[0];
  }

  static float[] resized(Mask mask, int[] counts, int height, int width) {
    float[] pixels = new float[height * width];
    int[] rows = sources(mask.height(), height);
    int[] columns = sources(mask.width(), width);
    var source = new Nearest(mask.height(), counts);
    boolean[] column = new boolean[mask.height()];
    boolean any = false;
    for (int x = 0; x < width; x++) {
      if (x == 0 || columns[x] != columns[x - 1]) {
        any = source.unpack(columns[x], column);
      }
      if (any) {
        for (int y = 0; y < height; y++) {
          pixels[y * width + x] = column[rows[y]] ? 1 : 0;
        }
      }
    }
    return pixels;
  }

  /** Which place each one comes from. */
  private static int[] sources(int from, int to) {
    int[] sources = new int[to];
    float scale = (float) from / to;
    for (int i = 0; i < to; i++) {
      sources[i] = Math.min((int) (i * scale), from - 1);
    }
    return sources;
  }

  /** Fills in a column that lies behind all before; says whether any of it is in the object. */
  private boolean unpack(int column, boolean[] pixels) {
    Arrays.fill(pixels, false);
    boolean any = false;
    int first = column * height;
    int at = first;
    while (at < first + height) {
      while (end <= at) {
        end += counts[++run];
      }
      int last = Math.min(end, first + height);
      if (run % 2 == 1) {
        Arrays.fill(pixels, at - first, last - first, true);
        any = true;
      }
      at = last;
    }
    return any;
  }
}
