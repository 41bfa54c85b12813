package io.crnas.detection.torch;

import java.util.Arrays;

/** Sums of cells with weights, one after the other: a sparse matrix by rows. */
public final class Gathering {
  private final int[] starts;
  private final int[] cells;
  private final float[] weights;

  /**
   * @param starts where the terms of each sum begin, and last where they end; not copied
   * @param cells the cell of each term
   * @param weights its weight
   */
  public Gathering(int[] starts, int[] cells, float[] weights) {
    if (starts.length == 0
        || starts[starts.length - 1] != cells.length
        || cells.length != weights.length) {
      throw new IllegalArgumentException(
          starts.length + " starts of " + cells.length + " cells with " + weights.length);
    }
    this.starts = starts;
    this.cells = cells;
    this.weights = weights;
  }

  /** The sums where each cell is one number of this array. */
  public float[] of(float[] numbers) {
    float[] result = new float[sums()];
    for (int sum = 0; sum < result.length; sum++) {
      for (int term = starts[sum]; term < starts[sum + 1]; term++) {
        result[sum] += weights[term] * numbers[cells[term]];
      }
    }
    return result;
  }

  /** How many sums. */
  int sums() {
    return starts.length - 1;
  }

  /**
   * The other way round: to each cell what the sums give it.
   *
   * @param count of all cells
   */
  Gathering transposed(int count) {
    int[] first = new int[count + 1];
    for (int cell : cells) {
      first[cell + 1]++;
    }
    Arrays.parallelPrefix(first, Integer::sum);
    int[] next = Arrays.copyOf(first, count);
    int[] sums = new int[cells.length];
    float[] same = new float[cells.length];
    for (int sum = 0; sum < sums(); sum++) {
      for (int term = starts[sum]; term < starts[sum + 1]; term++) {
        int place = next[cells[term]]++;
        sums[place] = sum;
        same[place] = weights[term];
      }
    }
    return new Gathering(first, sums, same);
  }

  int[] starts() {
    return starts;
  }

  int[] cells() {
    return cells;
  }

  float[] weights() {
    return weights;
  }
}
