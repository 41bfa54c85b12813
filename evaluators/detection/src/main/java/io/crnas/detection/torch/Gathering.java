package io.crnas.detection.torch;

import java.util.stream.IntStream;

/**
 * Sums of cells as RoIAlign takes them: each of R regions has rows * columns of them, and how much
 * of a cell goes into one is what its row has in there times what its column has.
 *
 * @param regions R
 * @param rows where each row of sums has its cells' rows begin
 * @param columns how far behind that the cells are
 */
public record Gathering(int regions, Axis rows, Axis columns) {
  public Gathering {
    rows.requireRegions(regions);
    columns.requireRegions(regions);
  }

  /**
   * What sums take along one axis: [R, sums, taps].
   *
   * @param sums how many there are along it
   * @param taps what the longest takes; those that others have no need of weigh 0
   * @param places of each tap
   * @param weights of each tap
   */
  @SuppressWarnings("ArrayRecordComponent") // a view of large data, never compared
  public record Axis(int sums, int taps, int[] places, float[] weights) {
    /** How many taps of each sum weigh something. */
    private int[] used() {
      int[] used = new int[weights.length / Math.max(taps, 1)];
      for (int i = 0; i < weights.length; i++) {
        used[i / taps] += weights[i] == 0 ? 0 : 1;
      }
      return used;
    }

    private void requireRegions(int regions) {
      int expected = regions * sums * taps;
      if (places.length != expected || weights.length != expected) {
        throw new IllegalArgumentException(
            "%d places and %d weights, expected %d"
                .formatted(places.length, weights.length, expected));
      }
    }
  }

  /** How many sums. */
  public int sums() {
    return regions * rows.sums() * columns.sums();
  }

  /** The sums where each cell is one number of this array. */
  public float[] of(float[] numbers) {
    return terms(1).of(numbers);
  }

  /**
   * What is added up, one after the other.
   *
   * @param threads that may write them out
   */
  Terms terms(int threads) {
    int[] down = rows.used();
    int[] across = columns.used();
    int[] starts = new int[sums() + 1];
    int sum = 0;
    for (int row = 0; row < down.length; row++) {
      int first = row / rows.sums() * columns.sums();
      for (int column = first; column < first + columns.sums(); column++, sum++) {
        starts[sum + 1] = starts[sum] + down[row] * across[column];
      }
    }
    int[] cells = new int[starts[sum]];
    float[] weights = new float[cells.length];
    IntStream all = IntStream.range(0, regions);
    (threads > 1 ? all.parallel() : all).forEach(region -> write(region, starts, cells, weights));
    return new Terms(starts, cells, weights);
  }

  /** The terms of one region. */
  private void write(int region, int[] starts, int[] cells, float[] weights) {
    int term = starts[region * rows.sums() * columns.sums()];
    for (int row = region * rows.sums(); row < (region + 1) * rows.sums(); row++) {
      for (int column = region * columns.sums(); column < (region + 1) * columns.sums(); column++) {
        for (int i = row * rows.taps(); i < (row + 1) * rows.taps(); i++) {
          int place = rows.places()[i];
          float weight = rows.weights()[i];
          if (weight != 0) {
            for (int j = column * columns.taps(); j < (column + 1) * columns.taps(); j++) {
              if (columns.weights()[j] != 0) {
                cells[term] = place + columns.places()[j];
                weights[term++] = weight * columns.weights()[j];
              }
            }
          }
        }
      }
    }
  }
}
