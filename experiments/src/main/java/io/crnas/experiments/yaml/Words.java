package io.crnas.experiments.yaml;

import io.crnas.framework.setting.Setting;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values written as one word: how they are read, written, and described. */
final class Words {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private Words() {}

  /**
   * Reads a value, or nothing where the word is none of the type's or out of its bounds.
   *
   * @param quoted whether the word was quoted, which makes it a text
   */
  static Optional<Object> read(Shape.Word shape, Setting setting, String word, boolean quoted) {
    Class<?> type = shape.type();
    if (isNumber(type) || type == boolean.class) {
      return quoted ? Optional.empty() : plain(type, setting, word);
    }
    Optional<TextForm> form = shape.form();
    if (form.isPresent()) {
      boolean matches =
          form.get().pattern().matcher(word).matches()
              && (setting.pattern().isEmpty() || word.matches(setting.pattern()));
      return matches ? read(form.get(), word) : Optional.empty();
    }
    return constants(type, setting).stream()
        .filter(constant -> Names.kebab(constant).equals(word))
        .findFirst()
        .map(constant -> constant);
  }

  /** Nothing where a word has the form and still means nothing. */
  private static Optional<Object> read(TextForm form, String word) {
    try {
      return Optional.of(form.read(word));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> plain(Class<?> type, Setting setting, String word) {
    if (type == boolean.class) {
      return switch (word) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        case String _ -> Optional.empty();
      };
    }
    if (!NUMBER.matcher(word).matches()) {
      return Optional.empty();
    }
    try {
      Number value;
      if (isInteger(type)) {
        value = isLong(type) ? (Number) Long.parseLong(word) : (Number) Integer.parseInt(word);
      } else {
        value = Double.parseDouble(word);
      }
      return within(setting, value.doubleValue()) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean within(Setting setting, double value) {
    return Double.isFinite(value)
        && value >= setting.min()
        && value <= setting.max()
        && value > setting.above()
        && value < setting.below();
  }

  /** Writes a value so that {@link #read} reads it back. */
  static String write(Object value) {
    return switch (value) {
      case Double number -> number(number);
      case Enum<?> constant -> Names.kebab(constant);
      case Object other -> other.toString();
    };
  }

  /** Without an exponent where that is short. */
  private static String number(double value) {
    double size = Math.abs(value);
    return size >= 1e-6 && size < 1e9
        ? new BigDecimal(Double.toString(value)).toPlainString()
        : Double.toString(value);
  }

  /** What is expected, in words. */
  static String expected(Shape.Word shape, Setting setting) {
    Class<?> type = shape.type();
    if (isNumber(type)) {
      return (isInteger(type) ? "a whole number" : "a number") + bounds(setting);
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (!setting.pattern().isEmpty()) {
      return setting.patternMeans();
    }
    return shape.form().map(TextForm::means).orElseGet(() -> oneOf(names(type, setting)));
  }

  /** {@code a}, or {@code one of a, b}. */
  static String oneOf(List<String> names) {
    return names.size() == 1 ? names.getFirst() : "one of " + String.join(", ", names);
  }

  private static String bounds(Setting setting) {
    var text = new StringBuilder();
    append(text, "of at least", setting.min());
    append(text, "above", setting.above());
    append(text, "of at most", setting.max());
    append(text, "below", setting.below());
    return text.toString();
  }

  private static void append(StringBuilder text, String word, double bound) {
    if (Double.isFinite(bound)) {
      text.append(text.isEmpty() ? " " : " and ").append(word).append(' ').append(round(bound));
    }
  }

  /** A number as people write it. */
  static String round(double bound) {
    return bound == Math.rint(bound)
        ? String.format(Locale.ROOT, "%.0f", bound)
        : Double.toString(bound);
  }

  /** Any value of the type that is allowed; it stands in where a problem was found. */
  static Object any(Shape.Word shape, Setting setting) {
    Class<?> type = shape.type();
    if (isNumber(type)) {
      double value = Math.max(1, setting.min());
      if (value >= setting.below() || value > setting.max()) {
        value = Math.max(0, Math.min(setting.below(), setting.max()) / 2);
      }
      return isLong(type)
          ? (Object) (long) value
          : isInteger(type) ? (Object) (int) value : (Object) value;
    }
    if (type == boolean.class) {
      return false;
    }
    return shape
        .form()
        .map(form -> form.read(form.example()))
        .orElseGet(() -> constants(type, setting).getFirst());
  }

  static boolean isNumber(Class<?> type) {
    return isInteger(type) || type == double.class || type == Double.class;
  }

  static boolean isInteger(Class<?> type) {
    return type == int.class || type == Integer.class || isLong(type);
  }

  private static boolean isLong(Class<?> type) {
    return type == long.class || type == Long.class;
  }

  /** The constants of an enum that are allowed, as they are written. */
  static List<String> names(Class<?> type, Setting setting) {
    return constants(type, setting).stream().map(Names::kebab).toList();
  }

  private static List<Enum<?>> constants(Class<?> type, Setting setting) {
    List<String> except = List.of(setting.except());
    return Arrays.<Enum<?>>stream(
            (Enum<?>[]) Objects.requireNonNull(type.getEnumConstants(), type::toString))
        .filter(constant -> !except.contains(Names.kebab(constant)))
        .toList();
  }
}
