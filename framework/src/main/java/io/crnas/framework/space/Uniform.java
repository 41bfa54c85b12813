package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Exactly uniform whole numbers of any size. */
final class Uniform {
  private Uniform() {}

  /**
   * A number in [0, bound). As in {@link RandomGenerator#nextLong(long)}, bits that make a number
   * out of range are drawn again, which at least every second draw is not.
   */
  static BigInteger below(BigInteger bound, RandomGenerator random) {
    if (bound.bitLength() < Long.SIZE) {
      return BigInteger.valueOf(random.nextLong(bound.longValueExact()));
    }
    Random bits = Random.from(random);
    BigInteger drawn;
    do {
      drawn = new BigInteger(bound.bitLength(), bits);
    } while (drawn.compareTo(bound) >= 0);
    return drawn;
  }
}
