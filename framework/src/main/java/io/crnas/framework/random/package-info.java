/** Randomness that depends on a seed and a purpose alone, so that no generator's state is kept. */
@NullMarked
package io.crnas.framework.random;

import org.jspecify.annotations.NullMarked;
