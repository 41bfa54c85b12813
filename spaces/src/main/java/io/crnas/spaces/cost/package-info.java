/** What a network costs, and the budget that it has to meet. */
@NullMarked
package io.crnas.spaces.cost;

import org.jspecify.annotations.NullMarked;
