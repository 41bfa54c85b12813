package io.crnas.runtime;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** A JSON value; {@code toString} is its text. What is not of the kind asked for is refused. */
sealed interface Json {
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return quoted(value);
    }
  }

  record Decimal(BigDecimal value) implements Json {
    @Override
    public String toString() {
      return value.toString();
    }
  }

  record Truth(boolean value) implements Json {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  record Nothing() implements Json {
    @Override
    public String toString() {
      return "null";
    }
  }

  record Array(List<Json> elements) implements Json {
    public Array {
      elements = List.copyOf(elements);
    }

    @Override
    public String toString() {
      return elements.stream().map(Json::toString).collect(Collectors.joining(",", "[", "]"));
    }
  }

  record Fields(SequencedMap<String, Json> values) implements Json {
    public Fields {
      values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
          .collect(Collectors.joining(",", "{", "}"));
    }
  }

  /**
   * Reads a text that is one JSON value.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Json parse(String text) {
    return new JsonParser(text).parse();
  }

  static Json of(String text) {
    return new Text(text);
  }

  static Json of(long number) {
    return new Decimal(BigDecimal.valueOf(number));
  }

  static Json of(double number) {
    return new Decimal(BigDecimal.valueOf(number));
  }

  static Json ofNumbers(List<Double> numbers) {
    return new Array(numbers.stream().map(Json::of).toList());
  }

  static Json ofIntegers(List<Integer> numbers) {
    return new Array(numbers.stream().map(number -> of((long) number)).toList());
  }

  static Json ofTexts(List<String> texts) {
    return new Array(texts.stream().map(Json::of).toList());
  }

  default String text() {
    if (this instanceof Text(String value)) {
      return value;
    }
    throw new IllegalArgumentException("no text: " + this);
  }

  default double number() {
    if (this instanceof Decimal(BigDecimal value)) {
      return value.doubleValue();
    }
    throw new IllegalArgumentException("no number: " + this);
  }

  default int integer() {
    if (this instanceof Decimal(BigDecimal value)) {
      try {
        return value.intValueExact();
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("no whole number of 32 bits: " + this, e);
      }
    }
    throw new IllegalArgumentException("no number: " + this);
  }

  default List<Json> array() {
    if (this instanceof Array(List<Json> elements)) {
      return elements;
    }
    throw new IllegalArgumentException("no array: " + this);
  }

  /** A member of an object. */
  default Json get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no '" + name + "' in " + this));
  }

  /** A member of an object, if it has it. */
  default Optional<Json> find(String name) {
    return this instanceof Fields(SequencedMap<String, Json> values)
        ? Optional.ofNullable(values.get(name))
        : Optional.empty();
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
