package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers that stayed in the engine in rows, of which some are brought out when they are asked for.
 */
final class Waiting {
  private final Torch torch;
  private final PtNDArray numbers;
  private final int width;

  /** Those that were brought, ascending. */
  private int[] rows = {};

  /**
   * @param numbers one after the other, behind which no gradient goes
   * @param width numbers of a row
   */
  Waiting(Torch torch, PtNDArray numbers, int width) {
    this.torch = torch;
    this.numbers = numbers;
    this.width = width;
  }

  /** How many numbers there are, brought or not. */
  int size() {
    return Math.toIntExact(numbers.size());
  }

  /**
   * The numbers of these rows and of those brought before, row by row in ascending order.
   *
   * @param places of a number of each row
   */
  float[] bring(int[] places) {
    rows =
        IntStream.concat(IntStream.of(rows), IntStream.of(places).map(place -> place / width))
            .sorted()
            .distinct()
            .toArray();
    PtNDArray some =
        torch
            .scripts()
            .apply(
                List.of("numbers", "rows"),
                "torch.index_select(torch.reshape(numbers, [-1, %d]), 0, torch.to(rows, 4))"
                    .formatted(width),
                numbers,
                torch.array(numbers.getManager(), rows, rows.length));
    float[] brought = torch.floats(some);
    some.close();
    return brought;
  }

  /** Where a number lies among those that were brought. */
  int index(int place) {
    int row = Arrays.binarySearch(rows, place / width);
    if (row < 0) {
      throw new IllegalStateException("number " + place + " was not brought");
    }
    return row * width + place % width;
  }

  /** Where a number that was brought lies among all. */
  int place(int index) {
    return rows[index / width] * width + index % width;
  }
}
