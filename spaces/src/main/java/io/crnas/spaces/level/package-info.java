/** The levels of the hierarchy, as a search walks them: first blocks per stage, then dilations. */
@NullMarked
package io.crnas.spaces.level;

import org.jspecify.annotations.NullMarked;
