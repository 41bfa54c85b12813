package io.crnas.experiments.watch;

import io.crnas.detection.training.TrainingLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A line of the file.
 *
 * @param net which net
 * @param step how many steps it was trained
 * @param time in seconds since 1970
 * @param values by column; some of {@link #NAMES}
 */
record Row(String net, long step, double time, SequencedMap<String, Double> values) {
  private static final List<String> KEYS = List.of("net", "step", "time");

  /** What there may be a value of. */
  static final List<String> NAMES =
      List.of(
          "learning_rate",
          "loss",
          "loss_objectness",
          "loss_proposals",
          "loss_classes",
          "loss_boxes",
          "images_per_second",
          "AP",
          "AP50");

  static final String HEADER = String.join(",", KEYS) + "," + String.join(",", NAMES);

  static Row of(String net, double time, TrainingLog.Step step) {
    var values = new LinkedHashMap<String, Double>();
    values.put("learning_rate", step.learningRate());
    values.put("loss", step.losses().total());
    values.put("loss_objectness", step.losses().objectness());
    values.put("loss_proposals", step.losses().proposalBoxes());
    values.put("loss_classes", step.losses().classification());
    values.put("loss_boxes", step.losses().boxes());
    values.put("images_per_second", step.imagesPerSecond());
    return new Row(net, step.number(), time, values);
  }

  /** Reads a line; empty where it is none, because only a part of it was written. */
  static Optional<Row> parse(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != KEYS.size() + NAMES.size()) {
      return Optional.empty();
    }
    try {
      var values = new LinkedHashMap<String, Double>();
      for (int i = 0; i < NAMES.size(); i++) {
        String cell = cells[KEYS.size() + i];
        if (!cell.isEmpty()) {
          values.put(NAMES.get(i), Double.valueOf(cell));
        }
      }
      return Optional.of(
          new Row(cells[0], Long.parseLong(cells[1]), Double.parseDouble(cells[2]), values));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether it is of a measurement of the net and not of a step. */
  boolean isMeasured() {
    return !values.containsKey("loss");
  }

  String line() {
    var line = new StringBuilder(net).append(',').append(step).append(',').append(time);
    for (String name : NAMES) {
      Double value = values.get(name);
      line.append(',').append(value == null ? "" : value.toString());
    }
    return line.toString();
  }
}
