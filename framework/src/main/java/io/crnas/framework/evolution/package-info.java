/** The strategies that evolve a level's candidates with Jenetics. */
@NullMarked
package io.crnas.framework.evolution;

import org.jspecify.annotations.NullMarked;
