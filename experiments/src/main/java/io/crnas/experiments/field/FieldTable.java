package io.crnas.experiments.field;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.spaces.network.ReceptiveField;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, for people and for machines. */
public final class FieldTable {
  private FieldTable() {}

  /** A row for each level of each net. */
  public static List<String> lines(List<NetFields> nets) {
    return new Table(
            List.of(
                new Column("net", Side.LEFT, 0),
                new Column("level", Side.LEFT, 0),
                new Column("theoretical", Side.RIGHT, 0),
                new Column("effective radius", Side.RIGHT, 0),
                new Column("anchors", Side.RIGHT, 0)),
            nets.stream()
                .flatMap(net -> net.levels().stream().map(level -> row(net.title(), level)))
                .toList())
        .lines();
  }

  private static List<String> row(String title, NetFields.Level level) {
    return List.of(title, level.name(), theoretical(level), radius(level), anchors(level));
  }

  /** Height x width, or the side of a square, in pixels. */
  static String theoretical(NetFields.Level level) {
    ReceptiveField field = level.field().theoretical();
    return field.height() == field.width()
        ? Integer.toString(field.height())
        : field.height() + "x" + field.width();
  }

  static String radius(NetFields.Level level) {
    return String.format(Locale.ROOT, "%.1f", level.field().radius());
  }

  private static String anchors(NetFields.Level level) {
    return level.anchorSides().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** One JSON object for each level of each net. */
  public static List<String> json(List<NetFields> nets) {
    return nets.stream()
        .flatMap(net -> net.levels().stream().map(level -> json(net.title(), level)))
        .toList();
  }

  private static String json(String title, NetFields.Level level) {
    JsonMapper mapper = JsonMapper.shared();
    ReceptiveField theoretical = level.field().theoretical();
    ObjectNode object =
        mapper
            .createObjectNode()
            .put("event", "field")
            .put("net", title)
            .put("level", level.name())
            .put("height", theoretical.height())
            .put("width", theoretical.width())
            .put("radius", level.field().radius());
    var anchors = object.putArray("anchors");
    level.anchorSides().forEach(anchors::add);
    return mapper.writeValueAsString(object);
  }
}
