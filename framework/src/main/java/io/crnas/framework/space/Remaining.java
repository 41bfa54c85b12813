package io.crnas.framework.space;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The feasible candidates that were not taken yet: sampling without replacement. */
public final class Remaining {
  private final FeasibleSet feasible;
  private final BigInteger all;
  private final Set<Choices> taken = new HashSet<>();

  /** From when more than half are taken: all that were left then, but for those drawn since. */
  private final List<Choices> left = new ArrayList<>();

  /** At first all are there. */
  public Remaining(FeasibleSet feasible) {
    this.feasible = feasible;
    this.all = feasible.count();
  }

  public boolean isEmpty() {
    return all.bitLength() < Integer.SIZE && taken.size() == all.intValue();
  }

  /** Whether a feasible candidate was not taken yet. */
  public boolean contains(Choices choices) {
    return feasible.contains(choices) && !taken.contains(choices);
  }

  /** Those that are left, in order, made as they are asked for. */
  public Stream<Choices> stream() {
    return feasible.stream().filter(choices -> !taken.contains(choices));
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
    Choices drawn = isHalfTaken() ? drawFromList(random) : drawByTrial(random);
    taken.add(drawn);
    return drawn;
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

  /** The list is no longer than what was taken, so there is memory for it. */
  private Choices drawFromList(RandomGenerator random) {
    if (left.isEmpty()) {
      stream().forEach(left::add);
    }
    Choices drawn;
    do {
      int place = random.nextInt(left.size());
      drawn = left.get(place);
      left.set(place, left.getLast());
      left.removeLast();
    } while (taken.contains(drawn));
    return drawn;
  }
}
