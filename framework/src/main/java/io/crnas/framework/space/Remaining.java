package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The feasible candidates that were not taken yet: sampling without replacement. */
public final class Remaining {
  private final FeasibleSet feasible;
  private final NavigableSet<BigInteger> taken = new TreeSet<>();

  /** At first all are there. */
  public Remaining(FeasibleSet feasible) {
    this.feasible = feasible;
  }

  public boolean isEmpty() {
    return count().signum() == 0;
  }

  /** How many are left. */
  public BigInteger count() {
    return feasible.count().subtract(BigInteger.valueOf(taken.size()));
  }

  /** Takes a feasible candidate; false where it was taken before. */
  public boolean take(Choices choices) {
    return taken.add(feasible.rank(choices));
  }

  /**
   * Takes one of those that are left; each is equally likely. Where none is left, this is an {@link
   * IllegalStateException}.
   */
  public Choices draw(RandomGenerator random) {
    if (isEmpty()) {
      throw new IllegalStateException("every candidate was taken");
    }
    BigInteger rank = Uniform.below(count(), random);
    for (BigInteger before : taken) {
      if (before.compareTo(rank) > 0) {
        break;
      }
      rank = rank.add(BigInteger.ONE);
    }
    taken.add(rank);
    return feasible.get(rank);
  }
}
