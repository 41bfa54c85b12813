package io.crnas.experiments.bench;

import io.crnas.experiments.bench.Benchmark.Outcome;
import io.crnas.experiments.bench.Measured.Setting;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.runtime.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, for people and for machines. */
public final class BenchTable {
  private static final double MEGABYTE = 1e6;

  private BenchTable() {}

  /** A table for each setting, with an empty line between. */
  public static List<String> lines(Outcome outcome) {
    List<String> lines = new ArrayList<>();
    for (Setting setting : outcome.all().stream().map(Measured::setting).distinct().toList()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(
          "%s on %s, %s, %s"
              .formatted(
                  outcome.size(),
                  outcome.device(),
                  counted(setting.threads(), "thread", "s"),
                  counted(setting.batch(), "image", "s at a time")));
      lines.addAll(
          new Table(
                  List.of(
                      new Column("file", Side.LEFT, 0),
                      new Column("median ms", Side.RIGHT, 0),
                      new Column("p99 ms", Side.RIGHT, 0),
                      new Column("images/s", Side.RIGHT, 0),
                      new Column("ratio", Side.RIGHT, 0),
                      new Column("memory MB", Side.RIGHT, 0)),
                  outcome.all().stream()
                      .filter(one -> one.setting().equals(setting))
                      .map(BenchTable::row)
                      .toList())
              .lines());
    }
    return List.copyOf(lines);
  }

  private static String counted(int count, String one, String more) {
    return count + " " + one + (count == 1 ? "" : more);
  }

  private static List<String> row(Measured one) {
    String memory =
        one.memory().isPresent() ? number("%.0f", one.memory().getAsLong() / MEGABYTE) : "-";
    return one.times().isEmpty()
        ? List.of(one.file().toString(), "-", "-", "-", "-", memory)
        : List.of(
            one.file().toString(),
            number("%.2f", one.median()),
            number("%.2f", one.p99()),
            number("%.1f", one.imagesPerSecond()),
            number("%.3f", one.ratio()),
            memory);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** One object in a line; times in milliseconds, memory in bytes. */
  public static String json(Outcome outcome) {
    ObjectNode root =
        JsonMapper.shared()
            .createObjectNode()
            .put("onnxruntime", Model.version())
            .put("device", outcome.device().toString())
            .put("size", outcome.size().toString());
    ArrayNode all = root.putArray("results");
    for (Measured one : outcome.all()) {
      ObjectNode object =
          all.addObject()
              .put("file", one.file().toString())
              .put("threads", one.setting().threads())
              .put("batch", one.setting().batch())
              .put("runs", one.times().size());
      if (!one.times().isEmpty()) {
        object
            .put("median", one.median())
            .put("p99", one.p99())
            .put("minimum", one.minimum())
            .put("images_per_second", one.imagesPerSecond())
            .put("ratio", one.ratio());
      }
      one.memory().ifPresent(bytes -> object.put("memory", bytes));
    }
    return root.toString();
  }
}
