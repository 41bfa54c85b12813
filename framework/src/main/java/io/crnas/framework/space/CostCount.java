package io.crnas.framework.space;

import java.math.BigInteger;

/**
 * How many candidates have one cost.
 *
 * @param cost in the unit of the feasible set that was asked
 * @param count at least one
 */
public record CostCount(long cost, BigInteger count) {}
