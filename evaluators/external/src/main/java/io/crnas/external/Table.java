package io.crnas.external;

import io.crnas.external.Row.Cell;
import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The metrics of candidates.
 *
 * @param metrics candidate to its metrics, none where its row has no number
 * @param lines candidate to the line of its row, from 1
 */
public record Table(
    Map<Allocation, SortedMap<String, Double>> metrics, Map<Allocation, Integer> lines) {
  /** More would hide the first ones. */
  private static final int TOLD = 50;

  private static final SortedMap<String, Double> NONE = Collections.emptySortedMap();

  public Table {
    metrics = Map.copyOf(metrics);
    lines = Map.copyOf(lines);
  }

  /**
   * Reads a table, in which every column with a number in it is a metric.
   *
   * @param file CSV, or JSON where it ends so
   * @param candidates the column of the candidates
   * @throws InvalidInputException with every problem and its line, or where there is no such file
   */
  public static Table read(Path file, String candidates) throws IOException {
    return read(file, bytes(file), candidates, Optional.empty());
  }

  /**
   * Reads a table, of which some columns are metrics, whatever is in the others.
   *
   * @param file CSV, or JSON where it ends so
   * @param candidates the column of the candidates
   * @param metrics the columns of the metrics
   * @throws InvalidInputException with every problem and its line, or where there is no such file
   */
  public static Table read(Path file, String candidates, List<String> metrics) throws IOException {
    return read(file, bytes(file), candidates, Optional.of(metrics));
  }

  /** What is in a file; where there is none, that is bad input. */
  static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "a folder" : "no such file";
      throw new InvalidInputException(file.toString(), found, "a table of candidates");
    }
    if (!Files.isReadable(file)) {
      throw new InvalidInputException(
          file.toString(), "no permission to read it", "a table of candidates");
    }
    return Files.readAllBytes(file);
  }

  /** What the table says of a candidate. */
  Evaluation answer(Allocation candidate) {
    SortedMap<String, Double> found = metrics.get(candidate);
    if (found == null) {
      return new Evaluation.Failed("not in the table");
    }
    return found.isEmpty()
        ? new Evaluation.Failed("the table has no number for it")
        : new Evaluation.Scored(found);
  }

  /** What is wrong with each candidate that has metrics but not the objective, by line. */
  List<Problem> without(String objective, Path file) {
    return lines.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .flatMap(row -> {
          SortedMap<String, Double> found = metrics.getOrDefault(row.getKey(), NONE);
          return found.isEmpty() || found.containsKey(objective)
              ? Stream.empty()
              : Stream.of(
                  new Problem(
                      file + ":" + row.getValue(),
                      row.getKey() + " with " + String.join(", ", found.keySet()),
                      "the objective " + objective + " among them, or no metric at all"));
        })
        .toList();
  }

  /**
   * Reads a table. The cells of a metric are numbers or empty.
   *
   * @param file names it, and by its ending whether it is JSON, else CSV
   * @param bytes what is in it, in UTF-8
   * @param candidates the column of the candidates
   * @param metrics the columns of the metrics; without it, all columns with a number in them
   * @throws InvalidInputException with every problem and its line
   */
  static Table read(Path file, byte[] bytes, String candidates, Optional<List<String>> metrics)
      throws IOException {
    var rows = new Rows(file);
    String text = text(file, bytes);
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      JsonRows.read(text, rows);
    } else {
      CsvRows.read(text, rows);
    }
    var table = new Reading(rows, candidates, metrics).table();
    throwIfAny(rows.problems());
    return table;
  }

  private static String text(Path file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // Some programs begin a file with a byte order mark.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file.toString(), "bytes that are not UTF-8", "a table");
    }
  }

  /** With the first ones, and how many more there are. */
  static void throwIfAny(List<Problem> all) {
    var problems = new Problems();
    problems.addAll(all.stream().limit(TOLD).toList());
    if (all.size() > TOLD) {
      problems.add("the same file", (all.size() - TOLD) + " more problems", "none");
    }
    problems.throwIfAny();
  }

  /** Rows on their way to a table. */
  private static final class Reading {
    private final Rows rows;
    private final String candidates;
    private final boolean hasCandidates;
    private final SortedSet<String> metrics;

    Reading(Rows rows, String candidates, Optional<List<String>> metrics) {
      this.rows = rows;
      this.candidates = candidates;
      this.hasCandidates = has(candidates);
      this.metrics = new TreeSet<>(metrics.orElseGet(this::numeric));
    }

    private boolean has(String column) {
      return rows.all().stream().anyMatch(row -> row.cells().containsKey(column));
    }

    private List<String> numeric() {
      return rows.all().stream()
          .flatMap(row -> row.cells().entrySet().stream())
          .filter(cell -> cell.getValue() instanceof Row.Numeric)
          .map(Map.Entry::getKey)
          .filter(column -> !column.equals(candidates))
          .distinct()
          .toList();
    }

    Table table() {
      if (rows.isWhole()) {
        checkColumns();
      }
      var found = new LinkedHashMap<Allocation, SortedMap<String, Double>>();
      var lines = new LinkedHashMap<Allocation, Integer>();
      for (Row row : rows.all()) {
        SortedMap<String, Double> numbers = numbers(row);
        candidate(row)
            .ifPresent(candidate -> {
              Integer before = lines.putIfAbsent(candidate, row.line());
              if (before == null) {
                found.put(candidate, numbers);
              } else {
                rows.problem(
                    row.line(), candidate + " as in line " + before, "every candidate once");
              }
            });
      }
      return new Table(found, lines);
    }

    private void checkColumns() {
      if (rows.all().isEmpty()) {
        rows.problem(1, "no row", "one for each candidate");
      } else if (!hasCandidates) {
        rows.problem(1, "no column " + candidates, "the candidates in it");
      } else if (metrics.isEmpty()) {
        rows.problem(1, "no column of numbers", "at least one, such as AP");
      }
      for (String metric : metrics) {
        if (!has(metric)) {
          rows.problem(1, "nothing in a column " + metric, "the metric " + metric);
        }
      }
    }

    private Optional<Allocation> candidate(Row row) {
      Cell cell = row.cells().get(candidates);
      if (cell == null) {
        if (hasCandidates) {
          rows.problem(row.line(), "no " + candidates, "a candidate in each row");
        }
        return Optional.empty();
      }
      try {
        return Optional.of(Allocation.parse(cell.text()));
      } catch (IllegalArgumentException e) {
        rows.problem(
            row.line(),
            "a wrong candidate (" + e.getMessage() + ")",
            "one such as 1-3-5-7 or 1-3-5-7/1.112.11223.1222333");
        return Optional.empty();
      }
    }

    private SortedMap<String, Double> numbers(Row row) {
      var numbers = new TreeMap<String, Double>();
      for (String column : metrics) {
        switch (row.cells().get(column)) {
          case Row.Numeric number -> numbers.put(column, number.value());
          case Row.Text text ->
              rows.problem(
                  row.line(),
                  column + " is '" + text.text() + "'",
                  "a finite number or nothing, as the column is a metric");
          case null -> {}
        }
      }
      return numbers;
    }
  }
}
