package io.crnas.experiments.cost;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.json.Json;
import io.crnas.export.latency.Latency;
import io.crnas.spaces.cost.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nets of one family side by side, part by part.
 *
 * @param backbone as people call it, for example {@code resnet18 of width 32}
 * @param counting what was counted, and how
 * @param nets at least one
 */
public record CostTable(String backbone, Counting counting, List<NetCost> nets) {
  public CostTable {
    if (nets.isEmpty()) {
      throw new IllegalArgumentException("a table of no nets");
    }
    nets = List.copyOf(nets);
  }

  /** A block of lines for each metric, with an empty line between. */
  public List<String> lines() {
    String operations =
        switch (counting.convention()) {
          case MAC -> "10^9 multiply-accumulates";
          case THOP -> "10^9 operations (thop)";
        };
    List<String> lines = new ArrayList<>();
    lines.add(title());
    block(lines, operations, Part::operations, 1e9);
    block(lines, "10^6 parameters", Part::parameters, 1e6);
    block(lines, "10^6 activations", Part::activations, 1e6);
    if (nets.stream().anyMatch(net -> net.latency().isPresent())) {
      latency(lines);
    }
    return List.copyOf(lines);
  }

  private String title() {
    String whole = counting.detector().map(detector -> "in " + detector.name()).orElse("alone");
    return "%s %s at %s".formatted(backbone, whole, counting.input());
  }

  private void block(List<String> lines, String metric, ToLongFunction<Part> value, double unit) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < nets.getFirst().parts().size(); i++) {
      int part = i;
      rows.add(
          row(
              nets.getFirst().parts().get(part).name(),
              nets.stream()
                  .map(net -> number(value.applyAsLong(net.parts().get(part)) / unit))
                  .toList()));
    }
    rows.add(
        row(
            "total",
            nets.stream().map(net -> number(value.applyAsLong(net.total()) / unit)).toList()));
    add(lines, metric, rows);
  }

  private void latency(List<String> lines) {
    add(
        lines,
        "milliseconds, backbone",
        List.of(
            row("median", milliseconds(Latency::median)),
            row("minimum", milliseconds(Latency::minimum))));
  }

  private List<String> milliseconds(ToDoubleFunction<Latency> value) {
    return nets.stream()
        .map(net -> net.latency().map(l -> number(value.applyAsDouble(l))).orElse("-"))
        .toList();
  }

  private void add(List<String> lines, String metric, List<List<String>> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(metric, Side.LEFT, 0));
    nets.forEach(net -> columns.add(new Column(net.allocation().brief(), Side.RIGHT, 0)));
    lines.add("");
    lines.addAll(new Table(columns, rows).lines());
  }

  private static List<String> row(String name, List<String> numbers) {
    return Stream.concat(Stream.of(name), numbers.stream()).toList();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** Everything as one JSON object in a line; numbers are whole, times in milliseconds. */
  public String json() {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("backbone", backbone);
    root.put("detector", counting.name());
    root.put("input", counting.input().toString());
    root.put("convention", counting.convention().name().toLowerCase(Locale.ROOT));
    ArrayNode all = root.putArray("nets");
    for (NetCost net : nets) {
      ObjectNode one = all.addObject();
      one.set("allocation", Json.MAPPER.valueToTree(net.allocation()));
      ArrayNode parts = one.putArray("parts");
      net.parts().forEach(part -> put(parts.addObject().put("part", part.name()), part));
      put(one.putObject("total"), net.total());
      net.latency()
          .ifPresent(latency ->
              one.putObject("latency")
                  .put("median", latency.median())
                  .put("minimum", latency.minimum()));
    }
    return root.toString();
  }

  private static void put(ObjectNode object, Part part) {
    object
        .put("operations", part.operations())
        .put("parameters", part.parameters())
        .put("activations", part.activations());
  }
}
