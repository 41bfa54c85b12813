package io.crnas.detection.torch;

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
    return terms().of(numbers);
  }

  /** What is added up, one after the other. */
  Terms terms() {
    int[] starts = new int[sums() + 1];
    forEachSum((sum, row, column) ->
        starts[sum + 1] = starts[sum] + used(rows, row) * used(columns, column));
    int[] cells = new int[starts[sums()]];
    float[] weights = new float[cells.length];
    forEachSum((sum, row, column) -> {
      int term = starts[sum];
      for (int i = row * rows.taps(); i < (row + 1) * rows.taps(); i++) {
        if (rows.weights()[i] != 0) {
          for (int j = column * columns.taps(); j < (column + 1) * columns.taps(); j++) {
            if (columns.weights()[j] != 0) {
              cells[term] = rows.places()[i] + columns.places()[j];
              weights[term++] = rows.weights()[i] * columns.weights()[j];
            }
          }
        }
      }
    });
    return new Terms(starts, cells, weights);
  }

  private interface Sum {
    void at(int sum, int row, int column);
  }

  private void forEachSum(Sum each) {
    int sum = 0;
    for (int row = 0; row < regions * rows.sums(); row++) {
      int first = row / rows.sums() * columns.sums();
      for (int column = first; column < first + columns.sums(); column++) {
        each.at(sum++, row, column);
      }
    }
  }

  private static int used(Axis axis, int sum) {
    int used = 0;
    for (int i = sum * axis.taps(); i < (sum + 1) * axis.taps(); i++) {
      used += axis.weights()[i] == 0 ? 0 : 1;
    }
    return used;
  }
}
