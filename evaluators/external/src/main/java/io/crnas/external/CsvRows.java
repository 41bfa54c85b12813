package io.crnas.external;

import io.crnas.external.Row.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads CSV (RFC 4180): the first line names the columns, empty lines do not count. */
final class CsvRows {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).get();

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private CsvRows() {}

  /** Adds all rows up to the first place that is no CSV. */
  static void read(String csv, Rows rows) throws IOException {
    try (CSVParser parser = CSVParser.parse(csv, FORMAT)) {
      int line = 0;
      try {
        List<String> columns = null;
        for (CSVRecord record : parser) {
          line = Math.toIntExact(parser.getCurrentLineNumber());
          if (columns == null) {
            columns = record.toList();
            checkColumns(columns, line, rows);
          } else if (record.size() != columns.size()) {
            rows.problem(line, record.size() + " fields", columns.size() + ", as in the header");
          } else {
            rows.add(new Row(line, cells(columns, record.toList())));
          }
        }
      } catch (UncheckedIOException e) {
        // The text can be read, so this is about its quotes.
        String reason = String.valueOf(e.getMessage()).replaceFirst("^[\\w.]+Exception: ", "");
        rows.broken(line + 1, "no CSV (" + reason + ")", "CSV");
      }
    }
  }

  private static void checkColumns(List<String> columns, int line, Rows rows) {
    Set<String> seen = new HashSet<>();
    for (String column : columns) {
      if (column.isEmpty()) {
        rows.problem(line, "a column without a name", "a name for each");
      } else if (!seen.add(column)) {
        rows.problem(line, "the column " + column + " a second time", "every column once");
      }
    }
  }

  private static Map<String, Cell> cells(List<String> columns, List<String> fields) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String field = fields.get(i);
      if (!field.isEmpty()) {
        cells.put(columns.get(i), cell(field));
      }
    }
    return cells;
  }

  private static Cell cell(String field) {
    if (NUMBER.matcher(field).matches()) {
      double value = Double.parseDouble(field);
      if (Double.isFinite(value)) {
        return new Row.Numeric(field, value);
      }
    }
    return new Row.Text(field);
  }
}
