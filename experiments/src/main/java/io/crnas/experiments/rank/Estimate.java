package io.crnas.experiments.rank;

import java.util.Locale;

/**
 * A number and how far it is known.
 *
 * @param value of all candidates
 * @param low where its 95 % interval begins
 * @param high where its 95 % interval ends
 */
public record Estimate(double value, double low, double high) {

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
  }
}
