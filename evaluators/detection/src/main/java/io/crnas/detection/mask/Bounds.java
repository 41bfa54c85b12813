package io.crnas.detection.mask;

/**
 * The smallest box around a mask, in whole pixels.
 *
 * @param x the first column
 * @param y the first row
 * @param width how many columns
 * @param height how many rows
 */
public record Bounds(int x, int y, int width, int height) {

  /** As {@code rleToBbox} in pycocotools' {@code maskApi.c}. */
  static Bounds of(int imageHeight, int[] counts) {
    int left = Integer.MAX_VALUE;
    int top = Integer.MAX_VALUE;
    int right = -1;
    int lowest = -1;
    int begin = 0;
    for (int i = 0; i < counts.length; i++) {
      if (i % 2 == 1 && counts[i] > 0) {
        int last = begin + counts[i] - 1;
        int firstColumn = begin / imageHeight;
        int lastColumn = last / imageHeight;
        left = Math.min(left, firstColumn);
        right = lastColumn;
        // A run that goes on in the next column touches the lower and the upper edge.
        boolean several = firstColumn < lastColumn;
        top = Math.min(top, several ? 0 : begin % imageHeight);
        lowest = Math.max(lowest, several ? imageHeight - 1 : last % imageHeight);
      }
      begin += counts[i];
    }
    return right < 0
        ? new Bounds(0, 0, 0, 0)
        : new Bounds(left, top, right - left + 1, lowest - top + 1);
  }

  boolean meets(Bounds other) {
    return x < other.x + other.width
        && other.x < x + width
        && y < other.y + other.height
        && other.y < y + height;
  }
}
