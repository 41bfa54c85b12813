package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The feasible candidates that were not taken yet: sampling without replacement. */
public final class Remaining {
  private final FeasibleSet feasible;
  private final BigInteger all;
  private final Set<Choices> taken = new HashSet<>();

  /** Of those taken; kept from when they are needed to draw. */
  private final NavigableSet<BigInteger> ranks = new TreeSet<>();

  /** At first all are there. */
  public Remaining(FeasibleSet feasible) {
    this.feasible = feasible;
    this.all = feasible.count();
  }

  public boolean isEmpty() {
    return all.bitLength() < Integer.SIZE && taken.size() == all.intValue();
  }

  /** How many are left. */
  public BigInteger count() {
    return all.subtract(BigInteger.valueOf(taken.size()));
  }

  /**
   * Takes a feasible candidate, and any other is an {@link IllegalArgumentException}; false where
   * it was taken before.
   */
  public boolean take(Choices choices) {
    if (!feasible.contains(choices)) {
      throw new IllegalArgumentException(choices + " is not feasible");
    }
    return keep(choices);
  }

  /**
   * Takes one of those that are left; each is equally likely. Where none is left, this is an {@link
   * IllegalStateException}.
   */
  public Choices draw(RandomGenerator random) {
    if (isEmpty()) {
      throw new IllegalStateException("every candidate was taken");
    }
    Choices drawn = isHalfTaken() ? drawByRank(random) : drawByTrial(random);
    keep(drawn);
    return drawn;
  }

  /** Whether it was not taken before. */
  private boolean keep(Choices choices) {
    boolean isNew = taken.add(choices);
    if (isNew && !ranks.isEmpty()) {
      ranks.add(feasible.rank(choices));
    }
    return isNew;
  }

  private boolean isHalfTaken() {
    return BigInteger.valueOf(2L * taken.size()).compareTo(all) > 0;
  }

  /** At least every second trial hits one that is left. */
  private Choices drawByTrial(RandomGenerator random) {
    Choices drawn;
    do {
      drawn = feasible.sample(random);
    } while (taken.contains(drawn));
    return drawn;
  }

  private Choices drawByRank(RandomGenerator random) {
    if (ranks.isEmpty()) {
      taken.forEach(choices -> ranks.add(feasible.rank(choices)));
    }
    BigInteger rank = Uniform.below(count(), random);
    for (BigInteger before : ranks) {
      if (before.compareTo(rank) > 0) {
        break;
      }
      rank = rank.add(BigInteger.ONE);
    }
    return feasible.get(rank);
  }
}
