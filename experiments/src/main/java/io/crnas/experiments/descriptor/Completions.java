package io.crnas.experiments.descriptor;

import java.util.OptionalInt;

/**
 * How many completions score a prefix, written as {@code all} or a number.
 *
 * @param count at least 1; empty for as many as the evaluator has mini-batches
 */
public record Completions(OptionalInt count) {
  public Completions {
    if (count.isPresent() && count.getAsInt() < 1) {
      throw new IllegalArgumentException(count.getAsInt() + " completions");
    }
  }

  /** Reads {@code all} or a number; anything else is an {@link IllegalArgumentException}. */
  public static Completions parse(String text) {
    return new Completions(
        text.equals("all") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text)));
  }

  @Override
  public String toString() {
    return count.isPresent() ? Integer.toString(count.getAsInt()) : "all";
  }
}
