package io.crnas.framework.search;

import java.util.OptionalDouble;

/**
 * One point of the search curve; a point for each batch that the strategy asked for.
 *
 * @param number from 0
 * @param evaluated how many different candidates were asked for up to here; those scored together
 *     count as one
 * @param best the best score of a single candidate up to here; empty while none was scored
 * @param mean the mean score of this batch without those that could not be scored; empty where none
 *     was scored
 */
public record Generation(int number, int evaluated, OptionalDouble best, OptionalDouble mean) {}
