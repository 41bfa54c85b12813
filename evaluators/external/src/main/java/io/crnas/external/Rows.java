package io.crnas.external;

import io.crnas.framework.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rows of a table under way from its file, and what is wrong with them. */
final class Rows {
  private record Found(int line, Problem problem) {}

  private final Path file;
  private final List<Row> all = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private boolean whole = true;

  Rows(Path file) {
    this.file = file;
  }

  void add(Row row) {
    all.add(row);
  }

  void problem(int line, String found, String expected) {
    this.found.add(new Found(line, new Problem(file + ":" + line, found, expected)));
  }

  /** The file can not be read beyond here. */
  void broken(int line, String found, String expected) {
    problem(line, found, expected);
    whole = false;
  }

  /** Whether these are all rows of the file. */
  boolean isWhole() {
    return whole;
  }

  List<Row> all() {
    return List.copyOf(all);
  }

  /** By line. */
  List<Problem> problems() {
    return found.stream().sorted(Comparator.comparingInt(Found::line)).map(Found::problem).toList();
  }
}
