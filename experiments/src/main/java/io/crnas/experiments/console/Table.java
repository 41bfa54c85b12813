package io.crnas.experiments.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under their heads, aligned, for a terminal.
 *
 * @param columns from left to right
 * @param rows the cells of each, one a column
 */
public record Table(List<Column> columns, List<List<String>> rows) {
  private static final String GAP = "  ";

  /**
   * A column.
   *
   * @param head what stands above it
   * @param side where its cells begin
   * @param rank which goes first where there is not room for all: the one of the greatest rank; 0
   *     never goes
   */
  public record Column(String head, Side side, int rank) {}

  /** Words begin at the left, numbers end at the right. */
  public enum Side {
    LEFT,
    RIGHT
  }

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            row.size() + " cells in a table of " + columns.size() + " columns");
      }
    }
  }

  /** All columns, however wide that is. */
  public List<String> lines() {
    return lines(Integer.MAX_VALUE);
  }

  /** At most so many characters a line: columns go by their rank, then lines are cut off. */
  public List<String> lines(int width) {
    return wholeLines(width).stream().map(line -> cut(line, width)).toList();
  }

  /** Columns go by their rank, but no line is cut off. */
  public List<String> wholeLines(int width) {
    List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    while (width(shown) > width) {
      int last =
          shown.stream().max(Comparator.comparingInt(i -> columns.get(i).rank())).orElseThrow();
      if (columns.get(last).rank() == 0) {
        break;
      }
      shown.remove(Integer.valueOf(last));
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(shown, columns.stream().map(Column::head).toList()));
    rows.forEach(row -> lines.add(line(shown, row)));
    return lines;
  }

  private String line(List<Integer> shown, List<String> cells) {
    return String.join(GAP, shown.stream().map(i -> aligned(i, cells.get(i))).toList())
        .stripTrailing();
  }

  private String aligned(int column, String cell) {
    String space = " ".repeat(width(column) - cell.length());
    return switch (columns.get(column).side()) {
      case LEFT -> cell + space;
      case RIGHT -> space + cell;
    };
  }

  private int width(List<Integer> shown) {
    return shown.stream().mapToInt(this::width).sum() + GAP.length() * (shown.size() - 1);
  }

  private int width(int column) {
    return Math.max(
        columns.get(column).head().length(),
        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
  }

  private static String cut(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
  }
}
