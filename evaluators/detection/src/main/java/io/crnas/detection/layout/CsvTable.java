package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/**
 * One table of boxes.
 *
 * @param split the file
 * @param rows by image, in the order of their first rows
 * @param problems rows that name no image
 */
record CsvTable(SplitFile split, SequencedMap<String, List<Row>> rows, List<Problem> problems) {
  static final List<String> COLUMNS = List.of("image", "x1", "y1", "x2", "y2", "class");

  private static final List<String> CORNERS = COLUMNS.subList(1, 5);
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
          .setIgnoreSurroundingSpaces(true)
          .get();

  /**
   * One line.
   *
   * @param line its number
   * @param values those of {@link #COLUMNS} but the image; empty where the line is short
   */
  record Row(long line, List<String> values) {
    String name() {
      return values.getLast();
    }

    boolean isEmpty() {
      return values.stream().allMatch(String::isEmpty);
    }
  }

  /**
   * Reads a table.
   *
   * @throws InvalidInputException when it is none, or has not the columns
   */
  static CsvTable read(SplitFile split) {
    String file = split.annotations().toString();
    String expected = "a table with the columns " + String.join(",", COLUMNS);
    var rows = new LinkedHashMap<String, List<Row>>();
    var problems = new Problems();
    try (Reader in = Files.newBufferedReader(split.annotations());
        CSVParser parser = FORMAT.parse(in)) {
      if (!parser.getHeaderNames().containsAll(COLUMNS)) {
        throw new InvalidInputException(
            file + " line 1", "the header " + String.join(",", parser.getHeaderNames()), expected);
      }
      for (CSVRecord line : parser) {
        long number = parser.getCurrentLineNumber();
        String image = value(line, "image");
        if (image.isEmpty() || Inside.leaves(split.images(), image)) {
          problems.add(
              file + " line " + number,
              "image \"" + image + "\"",
              "a name that stays in " + split.images());
        } else {
          rows.computeIfAbsent(image, _ -> new ArrayList<>()).add(row(number, line));
        }
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      String found = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      throw new InvalidInputException(file, found, expected + ", in UTF-8");
    }
    return new CsvTable(split, rows, problems.all());
  }

  private static Row row(long number, CSVRecord line) {
    return new Row(number, COLUMNS.stream().skip(1).map(column -> value(line, column)).toList());
  }

  private static String value(CSVRecord line, String column) {
    return line.isSet(column) ? line.get(column) : "";
  }

  /** Every class that is named. */
  Stream<String> classes() {
    return rows.values().stream()
        .flatMap(List::stream)
        .map(Row::name)
        .filter(name -> !name.isEmpty());
  }

  Listing listing(List<String> categories) {
    var entries = new ArrayList<Listing.Entry>();
    rows.forEach((image, lines) ->
        entries.add(
            new Listing.Entry(
                image,
                split.images().resolve(image),
                (size, found) -> annotations(lines, size, categories, found))));
    return new Listing(split.name(), entries, problems);
  }

  private List<Annotation> annotations(
      List<Row> lines, ImageSize size, List<String> categories, Problems found) {
    return lines.stream()
        .filter(line -> !line.isEmpty())
        .flatMap(line -> annotation(line, size, categories, found).stream())
        .toList();
  }

  private Optional<Annotation> annotation(
      Row row, ImageSize size, List<String> categories, Problems found) {
    String where = split.annotations() + " line " + row.line();
    int category = categories.indexOf(row.name());
    if (category < 0) {
      found.add(where, "class \"" + row.name() + "\"", "one of " + String.join(", ", categories));
      return Optional.empty();
    }
    var corners = new double[4];
    for (int i = 0; i < 4; i++) {
      String text = row.values().get(i);
      try {
        corners[i] = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        corners[i] = Double.NaN;
      }
      if (!Double.isFinite(corners[i])) {
        found.add(where, "%s \"%s\"".formatted(CORNERS.get(i), text), "a number");
        return Optional.empty();
      }
    }
    return Inside.box(
            where,
            () -> "%s, %s to %s, %s".formatted(row.values().subList(0, 4).toArray()),
            corners,
            size,
            found)
        .map(box -> new Annotation(box, category));
  }
}
