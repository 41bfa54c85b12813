package io.crnas.framework.evolution;

import java.util.random.RandomGenerator;

/** Which genes two parents exchange. */
public enum Crossover {
  /** Each with probability one half. */
  UNIFORM,
  /** All behind a point drawn uniformly. */
  SINGLE_POINT,
  /** All between two points drawn uniformly. */
  MULTI_POINT;

  /** Exchanges choices of two parents with equally many genes. */
  void exchange(int[] one, int[] other, RandomGenerator random) {
    int genes = one.length;
    switch (this) {
      case UNIFORM -> {
        long coins = 0;
        for (int gene = 0; gene < genes; gene++) {
          coins = gene % Long.SIZE == 0 ? random.nextLong() : coins >>> 1;
          if ((coins & 1) != 0) {
            exchange(one, other, gene, gene + 1);
          }
        }
      }
      case SINGLE_POINT -> exchange(one, other, random.nextInt(genes), genes);
      case MULTI_POINT -> {
        int point = random.nextInt(genes + 1);
        int another = random.nextInt(genes + 1);
        exchange(one, other, Math.min(point, another), Math.max(point, another));
      }
    }
  }

  private static void exchange(int[] one, int[] other, int from, int to) {
    for (int gene = from; gene < to; gene++) {
      int choice = one[gene];
      one[gene] = other[gene];
      other[gene] = choice;
    }
  }
}
