package io.crnas.experiments.descriptor;

import java.util.OptionalInt;

/**
 * How many threads compute, written as {@code auto} or a number.
 *
 * @param count at least 1; empty for one thread per processor
 */
public record Threads(OptionalInt count) {
  public Threads {
    if (count.isPresent() && count.getAsInt() < 1) {
      throw new IllegalArgumentException(count.getAsInt() + " threads");
    }
  }

  /** Reads {@code auto} or a number; anything else is an {@link IllegalArgumentException}. */
  public static Threads parse(String text) {
    return new Threads(
        text.equals("auto") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text)));
  }

  /** The number of threads on this machine. */
  public int orProcessors() {
    return count.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String toString() {
    return count.isPresent() ? Integer.toString(count.getAsInt()) : "auto";
  }
}
