package io.crnas.experiments.rank;

import java.util.Locale;
import java.util.Optional;

/**
 * A number and how far it is known.
 *
 * @param value of all candidates
 * @param low where its 95 % interval begins
 * @param high where its 95 % interval ends
 */
public record Estimate(double value, double low, double high) {

  /** {@code 0.156 [-0.389, 0.667]}, with so many digits behind the point. */
  String text(int digits) {
    return "%s [%s, %s]".formatted(text(value, digits), text(low, digits), text(high, digits));
  }

  /** The text of an estimate, and a dash where there is none. */
  static String text(Optional<Estimate> estimate, int digits) {
    return estimate.map(some -> some.text(digits)).orElse("-");
  }

  private static String text(double number, int digits) {
    String text = String.format(Locale.ROOT, "%." + digits + "f", number);
    // Nothing, from below.
    return text.matches("-0\\.0+") ? text.substring(1) : text;
  }
}
