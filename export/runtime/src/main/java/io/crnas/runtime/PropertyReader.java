package io.crnas.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads properties one by one and keeps what is wrong with them. */
final class PropertyReader {
  private static final int SHOWN = 200;

  private final String where;
  private final Map<String, String> properties;
  private final Faults faults = new Faults();

  PropertyReader(String where, Map<String, String> properties) {
    this.where = where;
    this.properties = properties;
  }

  /** The property, or nothing when it is missing or the parser rejects it. */
  <T> Optional<T> read(String key, String expected, Function<String, T> parser) {
    if (!properties.containsKey(key)) {
      faults.add(where + ", metadata " + key, "nothing", expected);
    }
    return readIfThere(key, expected, parser);
  }

  /** The property, or nothing when it is missing, which is no fault, or the parser rejects it. */
  <T> Optional<T> readIfThere(String key, String expected, Function<String, T> parser) {
    String text = properties.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
      faults.add(where + ", metadata " + key, "'" + shown + "'", expected);
      return Optional.empty();
    }
  }

  Optional<String> read(String key) {
    return read(key, "text", text -> text);
  }

  void throwIfAny() {
    faults.throwIfAny();
  }
}
