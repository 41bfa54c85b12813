/** The strategies that need no population: greedy, exhaustive and random search. */
@NullMarked
package io.crnas.framework.strategy;

import org.jspecify.annotations.NullMarked;
