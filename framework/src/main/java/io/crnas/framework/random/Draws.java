package io.crnas.framework.random;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What is drawn from a generator besides its numbers. */
public final class Draws {
  private Draws() {}

  /**
   * One of several, each as likely as its part of the sum.
   *
   * @param parts none negative
   * @throws IllegalArgumentException if no part is above 0
   */
  public static int weighted(RandomGenerator random, double... parts) {
    double left = random.nextDouble() * Arrays.stream(parts).sum();
    int drawn = -1;
    for (int i = 0; i < parts.length && (drawn < 0 || left >= 0); i++) {
      if (parts[i] > 0) {
        // The last one that is likely stays, whatever rounding has left over.
        drawn = i;
        left -= parts[i];
      }
    }
    if (drawn < 0) {
      throw new IllegalArgumentException("nothing to draw from " + Arrays.toString(parts));
    }
    return drawn;
  }
}
