package io.crnas.external;

import java.util.Map;

/**
 * One row of a table.
 *
 * @param line where it ends, from 1
 * @param cells column to what stands there; without those that are empty
 */
record Row(int line, Map<String, Cell> cells) {
  Row {
    cells = Map.copyOf(cells);
  }

  /** What stands in a cell. */
  sealed interface Cell {
    String text();
  }

  /** A finite number, and how it was written. */
  record Numeric(String text, double value) implements Cell {}

  /** Anything else. */
  record Text(String text) implements Cell {}
}
