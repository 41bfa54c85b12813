package io.crnas.spaces.cost;

/**
 * What a candidate may cost.
 *
 * @param target the cost aimed at
 * @param tolerance the largest relative distance from it, at least 0 and below 1
 */
public record Budget(Cost target, double tolerance) {
  public Budget {
    if (!(tolerance >= 0 && tolerance < 1)) {
      throw new IllegalArgumentException("tolerance " + tolerance + " is not in [0, 1)");
    }
  }

  /** The least allowed value. */
  public long minimum() {
    return (long) Math.ceil(target.value() * (1 - tolerance));
  }

  /** The greatest allowed value. */
  public long maximum() {
    return (long) Math.floor(target.value() * (1 + tolerance));
  }

  /** Whether a cost is within the tolerance; one counted otherwise is an error. */
  public boolean allows(Cost cost) {
    if (!cost.isComparableTo(target)) {
      throw new IllegalArgumentException(cost + " can not be compared with " + target);
    }
    return cost.value() >= minimum() && cost.value() <= maximum();
  }
}
