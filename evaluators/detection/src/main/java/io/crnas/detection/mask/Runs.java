package io.crnas.detection.mask;

import java.util.Arrays;

/** Run lengths that grow; runs of one kind in a row become one. */
final class Runs {

  /** A stretch in which two masks do not change. */
  @FunctionalInterface
  interface Piece {
    void accept(int length, boolean inFirst, boolean inSecond);
  }

  private int[] counts = new int[16];
  private int size = 1;

  /** Adds pixels that all belong to the object or all do not. */
  void append(boolean inside, int length) {
    if (length == 0) {
      return;
    }
    boolean lastInside = size % 2 == 0;
    if (inside != lastInside) {
      if (size == counts.length) {
        counts = Arrays.copyOf(counts, 2 * size);
      }
      size++;
    }
    counts[size - 1] += length;
  }

  int[] counts() {
    return Arrays.copyOf(counts, size);
  }

  /** Walks through two masks of one size side by side. */
  static void together(int[] first, int[] second, Piece each) {
    int i = 0;
    int j = 0;
    int leftOfFirst = first[0];
    int leftOfSecond = second[0];
    while (i < first.length && j < second.length) {
      int length = Math.min(leftOfFirst, leftOfSecond);
      each.accept(length, i % 2 == 1, j % 2 == 1);
      leftOfFirst -= length;
      leftOfSecond -= length;
      if (leftOfFirst == 0) {
        i++;
        leftOfFirst = i < first.length ? first[i] : 0;
      }
      if (leftOfSecond == 0) {
        j++;
        leftOfSecond = j < second.length ? second[j] : 0;
      }
    }
  }
}
