package io.crnas.detection.layout;

import io.crnas.detection.data.Annotation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.ImageSize;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param columns how its columns are called
 * @param rows by image, in the order of their first rows
 * @param problems rows that name no image
 */
record CsvTable(
    SplitFile split,
    Columns columns,
    SequencedMap<String, List<Row>> rows,
    List<Problem> problems) {

  /** The names of columns, as people have them. */
  enum Columns {
    /** Ours. */
    CORNERS(List.of("image", "x1", "y1", "x2", "y2", "class"), Pixels.FROM_0),
    /** Those of TensorFlow's tables, which are made of PASCAL VOC's files. */
    TENSORFLOW(List.of("filename", "xmin", "ymin", "xmax", "ymax", "class"), Pixels.FROM_1);

    private final String names;
    private final Pixels usual;

    Columns(List<String> names, Pixels usual) {
      this.names = String.join(",", names);
      this.usual = usual;
    }

    /** The image, the corners, the class. */
    List<String> names() {
      return List.of(names.split(",", -1));
    }

    /** From where pixels are counted when no box tells. */
    Pixels usual() {
      return usual;
    }
  }

  static final String EXPECTED =
      "a table with the columns %s or %s"
          .formatted(Columns.CORNERS.names, Columns.TENSORFLOW.names);

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
   * @param values the corners and the class; empty where the line is short
   * @param size the image's, where it is stated
   */
  record Row(long line, List<String> values, Optional<String> size) {
    String name() {
      return values.getLast();
    }

    boolean isEmpty() {
      return values.stream().allMatch(String::isEmpty);
    }

    /** The four numbers; empty where one is none. */
    Optional<double[]> corners() {
      var corners = new double[4];
      for (int i = 0; i < corners.length; i++) {
        OptionalDouble number = Numbers.finite(values.get(i));
        if (number.isEmpty()) {
          return Optional.empty();
        }
        corners[i] = number.getAsDouble();
      }
      return Optional.of(corners);
    }
  }

  /**
   * Reads a table.
   *
   * @throws InvalidInputException when it is none, or has not the columns
   */
  static CsvTable read(SplitFile split) {
    String file = split.annotations().toString();
    String text = Text.read(split.annotations(), EXPECTED);
    var rows = new LinkedHashMap<String, List<Row>>();
    var problems = new Problems();
    try (CSVParser parser = FORMAT.parse(new StringReader(text))) {
      Columns columns = columns(parser.getHeaderNames(), file);
      for (CSVRecord line : parser) {
        long number = parser.getCurrentLineNumber();
        String image = value(line, columns.names().getFirst());
        if (image.isEmpty() || Inside.leaves(split.folder(), image)) {
          problems.add(
              file + " line " + number,
              "image \"" + image + "\"",
              "a name that stays in the folder of images");
        } else {
          rows.computeIfAbsent(image, _ -> new ArrayList<>()).add(row(number, line, columns));
        }
      }
      return new CsvTable(split, columns, rows, problems.all());
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      String found = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      throw new InvalidInputException(file, found, EXPECTED);
    }
  }

  /** Whether the first line of a file names the columns. */
  static boolean isHeader(String line) {
    List<String> names = Stream.of(line.split(",", -1)).map(CsvTable::unquoted).toList();
    return Stream.of(Columns.values()).anyMatch(columns -> names.containsAll(columns.names()));
  }

  private static String unquoted(String name) {
    return name.strip().replaceAll("^\"|\"$", "").strip();
  }

  private static Columns columns(List<String> header, String file) {
    return Stream.of(Columns.values())
        .filter(columns -> header.containsAll(columns.names()))
        .findFirst()
        .orElseThrow(() ->
            new InvalidInputException(
                file + " line 1", "the header " + String.join(",", header), EXPECTED));
  }

  private static Row row(long number, CSVRecord line, Columns columns) {
    String width = value(line, "width");
    String height = value(line, "height");
    return new Row(
        number,
        columns.names().stream().skip(1).map(column -> value(line, column)).toList(),
        width.isEmpty() || height.isEmpty()
            ? Optional.empty()
            : Optional.of("width %s, height %s".formatted(width, height)));
  }

  private static String value(CSVRecord line, String column) {
    return line.isSet(column) ? line.get(column) : "";
  }

  /** Every class that is named. */
  Stream<String> classes() {
    return allRows().map(Row::name).filter(name -> !name.isEmpty());
  }

  private Stream<Row> allRows() {
    return rows.values().stream().flatMap(List::stream);
  }

  /** Counts the boxes at the edges. */
  void addTo(Edges edges) {
    allRows()
        .flatMap(row -> row.corners().stream())
        .filter(corners -> corners[2] > corners[0] && corners[3] > corners[1])
        .forEach(corners -> {
          edges.add(corners[0]);
          edges.add(corners[1]);
        });
  }

  /** Where its images are. */
  Path images() {
    return split.images(List.copyOf(rows.keySet()));
  }

  Listing listing(List<String> categories, Pixels pixels) {
    Path folder = images();
    var entries = new ArrayList<Listing.Entry>();
    rows.forEach((image, lines) ->
        entries.add(
            new Listing.Entry(
                image,
                Inside.file(folder, image),
                (size, found) -> annotations(lines, size, categories, pixels, found))));
    return new Listing(split.name(), split.folder(), entries, problems);
  }

  private List<Annotation> annotations(
      List<Row> lines, ImageSize size, List<String> categories, Pixels pixels, Problems found) {
    Optional<Row> other =
        lines.stream()
            .filter(line -> line.size().isPresent())
            .filter(line -> !line.size().get().equals(size.inWords()))
            .findFirst();
    other.ifPresent(
        line -> found.add(where(line), line.size().orElseThrow(), "the image's " + size.inWords()));
    return lines.stream()
        .filter(line -> !line.isEmpty())
        .flatMap(line -> annotation(line, size, categories, pixels, found).stream())
        .toList();
  }

  private String where(Row row) {
    return split.annotations() + " line " + row.line();
  }

  private Optional<Annotation> annotation(
      Row row, ImageSize size, List<String> categories, Pixels pixels, Problems found) {
    int category = categories.indexOf(row.name());
    if (category < 0) {
      found.add(
          where(row), "class \"" + row.name() + "\"", "one of " + String.join(", ", categories));
      return Optional.empty();
    }
    Optional<double[]> read = row.corners();
    if (read.isEmpty()) {
      for (int i = 0; i < 4; i++) {
        String text = row.values().get(i);
        if (Numbers.finite(text).isEmpty()) {
          found.add(
              where(row), "%s \"%s\"".formatted(columns.names().get(i + 1), text), "a number");
          break;
        }
      }
      return Optional.empty();
    }
    double[] corners = read.get();
    corners[0] += pixels.shift();
    corners[1] += pixels.shift();
    return Inside.box(
            where(row),
            () -> "%s, %s to %s, %s".formatted(row.values().subList(0, 4).toArray()),
            corners,
            size,
            found)
        .map(box -> new Annotation(box, category));
  }
}
