package io.crnas.experiments.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the lines of the file have values of, behind net, step and time.
 *
 * @param names in order
 */
record Columns(List<String> names) {
  static final String LEARNING_RATE = "learning_rate";
  static final String LOSS = "loss";
  static final String SPEED = "images_per_second";
  private static final List<String> KEYS = List.of("net", "step", "time");

  Columns {
    names = List.copyOf(names);
  }

  /** Of trainings with these losses, and of measurements. */
  static Columns of(List<String> losses, List<String> measured) {
    return new Columns(
        Stream.of(
                List.of(LEARNING_RATE, LOSS),
                losses.stream().map(Columns::loss).toList(),
                List.of(SPEED),
                measured)
            .flatMap(List::stream)
            .toList());
  }

  /** The column of a loss. */
  static String loss(String name) {
    return "loss_" + name;
  }

  /** Those of a file. */
  static Columns parse(String header) {
    List<String> cells = List.of(header.split(",", -1));
    return new Columns(cells.subList(Math.min(KEYS.size(), cells.size()), cells.size()));
  }

  /** These, and those of others that are not among them. */
  Columns with(Columns others) {
    var all = new LinkedHashSet<>(names);
    all.addAll(others.names);
    return new Columns(List.copyOf(all));
  }

  String header() {
    return String.join(",", KEYS) + "," + String.join(",", names);
  }

  /** Reads a line; empty where it is none, because only a part of it was written. */
  Optional<Row> row(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != KEYS.size() + names.size()) {
      return Optional.empty();
    }
    try {
      var values = new LinkedHashMap<String, Double>();
      for (int i = 0; i < names.size(); i++) {
        String cell = cells[KEYS.size() + i];
        if (!cell.isEmpty()) {
          values.put(names.get(i), Double.valueOf(cell));
        }
      }
      return Optional.of(
          new Row(cells[0], Long.parseLong(cells[1]), Double.parseDouble(cells[2]), values));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String line(Row row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.net());
    cells.add(Long.toString(row.step()));
    cells.add(Double.toString(row.time()));
    for (String name : names) {
      Double value = row.values().get(name);
      cells.add(value == null ? "" : value.toString());
    }
    return String.join(",", cells);
  }
}
