package io.crnas.detection.layout;

import java.util.OptionalDouble;

/** Numbers in text files. */
final class Numbers {
  private Numbers() {}

  /** A finite decimal number, or none. */
  static OptionalDouble finite(String text) {
    // Java would take 0x1p3 and 1f, too.
    if (text.isEmpty() || !text.matches("[-+.0-9eE]+")) {
      return OptionalDouble.empty();
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
