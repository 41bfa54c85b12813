package io.crnas.experiments.yaml;

import io.crnas.framework.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Describes a record as Markdown: every key with its meaning, default and allowed values. */
final class Reference {
  private static final String TABLE =
      """

      | key | meaning | default | allowed |
      |---|---|---|---|
      """;

  private final StringBuilder text = new StringBuilder();

  private Reference() {}

  /** The description of a record, as text that ends with a new line. */
  static String of(Class<? extends Record> type, String introduction, Shapes shapes) {
    var reference = new Reference();
    reference.text.append(introduction);
    reference.table(shapes.mapping(type).keys(), "", true);
    return reference.text.toString();
  }

  private void table(List<Shape.Key> keys, String above, boolean top) {
    text.append(TABLE);
    List<Runnable> sections = new ArrayList<>();
    keys.forEach(key -> row(key, above, top, sections));
    sections.forEach(Runnable::run);
  }

  /**
   * A key, and what is below it: in the same table, or in a section of its own where it has kinds
   * or the table is the topmost.
   */
  private void row(Shape.Key key, String above, boolean top, List<Runnable> sections) {
    Shape shape = withoutMaybe(key.shape());
    Setting setting = key.setting();
    String path = above + key.name() + (shape instanceof Shape.Sequence ? "[]" : "");
    String below = path + ".";
    cells(
        code(path),
        setting.about(),
        key.required() ? "required" : code(setting.byDefault()),
        allowed(shape, setting, false));
    switch (shape instanceof Shape.Sequence sequence ? sequence.element() : shape) {
      case Shape.Mapping mapping when top ->
          sections.add(() -> section(path, setting.about(), mapping, below));
      case Shape.Mapping mapping ->
          mapping.keys().forEach(inner -> row(inner, below, false, sections));
      case Shape.OneOf oneOf ->
          oneOf
              .kinds()
              .forEach(kind ->
                  sections.add(() ->
                      section(
                          below + "kind: " + kind.name(),
                          kind.mapping().about().orElse(setting.about()),
                          kind.mapping(),
                          below)));
      case Shape.Word _, Shape.Sequence _, Shape.Maybe _ -> {}
    }
  }

  private void section(String title, String about, Shape.Mapping mapping, String path) {
    text.append("\n## ").append(code(title)).append("\n\n");
    text.append(sentence(about)).append('\n');
    table(mapping.keys(), path, false);
  }

  private void cells(String... cells) {
    for (String cell : cells) {
      text.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    text.append("|\n");
  }

  private static String allowed(Shape shape, Setting setting, boolean inner) {
    return switch (shape) {
      case Shape.Maybe maybe -> allowed(maybe.shape(), setting, inner);
      case Shape.Word word -> Words.expected(word, setting);
      case Shape.Mapping _ -> "the keys below it";
      case Shape.OneOf oneOf -> code("kind") + " " + Words.oneOf(oneOf.names());
      case Shape.Sequence sequence ->
          list(setting, inner) + allowed(sequence.element(), setting, true);
    };
  }

  private static String list(Setting setting, boolean inner) {
    int least = inner ? 1 : setting.minLength();
    int most = inner ? Integer.MAX_VALUE : setting.maxLength();
    String count =
        least == most ? "exactly " + least + ", " : least > 0 ? "at least " + least + ", " : "";
    return "a list: " + count + (setting.distinct() ? "all different, " : "") + "each ";
  }

  private static Shape withoutMaybe(Shape shape) {
    return shape instanceof Shape.Maybe maybe ? maybe.shape() : shape;
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }
}
