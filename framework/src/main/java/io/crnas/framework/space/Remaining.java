package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The feasible candidates that were not taken yet: sampling without replacement. */
public final class Remaining {
  private final FeasibleSet feasible;
  private final Set<Choices> taken = new HashSet<>();

  /** The ranks of those taken but for the ones below: they are only needed to draw. */
  private final NavigableSet<BigInteger> ranks = new TreeSet<>();

  private final List<Choices> unranked = new ArrayList<>();

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

  /**
   * Takes a feasible candidate, and any other is an {@link IllegalArgumentException}; false where
   * it was taken before.
   */
  public boolean take(Choices choices) {
    if (taken.contains(choices)) {
      return false;
    }
    if (!feasible.contains(choices)) {
      throw new IllegalArgumentException(choices + " is not feasible");
    }
    unranked.add(choices);
    return taken.add(choices);
  }

  /**
   * Takes one of those that are left; each is equally likely. Where none is left, this is an {@link
   * IllegalStateException}.
   */
  public Choices draw(RandomGenerator random) {
    if (isEmpty()) {
      throw new IllegalStateException("every candidate was taken");
    }
    unranked.forEach(choices -> ranks.add(feasible.rank(choices)));
    unranked.clear();
    BigInteger rank = Uniform.below(count(), random);
    for (BigInteger before : ranks) {
      if (before.compareTo(rank) > 0) {
        break;
      }
      rank = rank.add(BigInteger.ONE);
    }
    Choices drawn = feasible.get(rank);
    ranks.add(rank);
    taken.add(drawn);
    return drawn;
  }
}
