package io.crnas.detection.torch;

import java.util.Arrays;

/**
 * Sums of cells with weights, one after the other: a sparse matrix by rows.
 *
 * @param starts where the terms of each sum begin, and last where they end
 * @param cells the cell of each term
 * @param weights its weight
 */
@SuppressWarnings("ArrayRecordComponent") // a view of large data, never compared
record Terms(int[] starts, int[] cells, float[] weights) {

  /** How many sums. */
  int sums() {
    return starts.length - 1;
  }

  /** The sums where each cell is one number of this array. */
  float[] of(float[] numbers) {
    float[] result = new float[sums()];
    for (int sum = 0; sum < result.length; sum++) {
      for (int term = starts[sum]; term < starts[sum + 1]; term++) {
        result[sum] += weights[term] * numbers[cells[term]];
      }
    }
    return result;
  }

  /**
   * The other way round: to each cell what the sums give it.
   *
   * @param count of all cells
   */
  Terms transposed(int count) {
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
    return new Terms(first, sums, same);
  }
}
