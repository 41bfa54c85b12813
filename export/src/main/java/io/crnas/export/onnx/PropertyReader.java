package io.crnas.export.onnx;

import io.crnas.framework.problem.Problems;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/** Reads properties one by one and keeps what is wrong with them. */
final class PropertyReader {
  private final String where;
  private final Map<String, String> properties;
  private final Problems problems = new Problems();

  PropertyReader(String where, Map<String, String> properties) {
    this.where = where;
    this.properties = properties;
  }

  /** The property, or nothing when it is missing or the parser rejects it. */
  <T> Optional<T> read(String key, String expected, Function<String, T> parser) {
    String text = properties.get(key);
    if (text == null) {
      problems.add(where + ", metadata " + key, "nothing", expected);
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException | JacksonException e) {
      problems.add(where + ", metadata " + key, "'" + text + "'", expected);
      return Optional.empty();
    }
  }

  Optional<String> read(String key) {
    return read(key, "text", text -> text);
  }

  void throwIfAny() {
    problems.throwIfAny();
  }
}
