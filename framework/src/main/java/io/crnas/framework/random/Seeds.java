package io.crnas.framework.random;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Derives independent generators: the same seed, purpose and indices give the same numbers. */
public final class Seeds {
  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X256MixRandom");

  private Seeds() {}

  /** A seed for one purpose, for example {@code derive(seed, "stage/flip", step)}. */
  public static long derive(long seed, String purpose, long... indices) {
    long hash = mix(seed);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ purpose.charAt(i));
    }
    for (long index : indices) {
      hash = mix(hash ^ index);
    }
    return hash;
  }

  /** A generator seeded by {@link #derive}. */
  public static RandomGenerator generator(long seed, String purpose, long... indices) {
    return FACTORY.create(derive(seed, purpose, indices));
  }

  /** The finaliser of splitmix64 on the next state, so that zero does not stay zero. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
