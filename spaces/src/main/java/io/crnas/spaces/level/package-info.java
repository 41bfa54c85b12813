/**
 * The levels that are searched: first blocks per stage, then dilations, as in the paper; or both
 * jointly.
 */
@NullMarked
package io.crnas.spaces.level;

import org.jspecify.annotations.NullMarked;
