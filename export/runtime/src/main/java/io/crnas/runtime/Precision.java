package io.crnas.runtime;

import java.util.Locale;

/** In what numbers the networks of a file compute. What lies behind them is in single precision. */
public enum Precision {
  /** Single precision. */
  FP32,
  /** Half precision, where the device has it; else rounded to it. */
  FP16,
  /** Integers of eight bits, with a scale for each value and each channel of weights. */
  INT8;

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Precision parse(String text) {
    for (Precision precision : values()) {
      if (precision.toString().equals(text)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(text);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
