package io.crnas.runtime;

import java.util.Locale;

/** What a file takes. */
public enum Input {
  /** Images brought to size, normalised and padded: {@code input}, float [N, 3, H, W]. */
  PREPARED,
  /** Pictures as they are: {@code pixels}, bytes [N, H, W, 3] of red, green and blue. */
  PIXELS;

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Input parse(String text) {
    for (Input input : values()) {
      if (input.toString().equals(text)) {
        return input;
      }
    }
    throw new IllegalArgumentException(text);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
