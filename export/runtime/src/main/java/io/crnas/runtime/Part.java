package io.crnas.runtime;

import java.util.Locale;

/** How much of a detector a file holds. */
public enum Part {
  /** The backbone: its outputs are {@code C2..C5}. */
  BACKBONE,
  /** Backbone and neck: its outputs are the levels that the heads read. */
  FEATURES,
  /** Those and what the heads make of every level, before anything is chosen among it. */
  HEADS,
  /** All of it: its outputs are {@code dets} and {@code labels}. */
  DETECTOR;

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Part parse(String text) {
    for (Part part : values()) {
      if (part.toString().equals(text)) {
        return part;
      }
    }
    throw new IllegalArgumentException(text);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
