/**
 * The strategies that need no population: greedy, exhaustive, random and local search,
 * reinforcement.
 */
@NullMarked
package io.crnas.framework.strategy;

import org.jspecify.annotations.NullMarked;
