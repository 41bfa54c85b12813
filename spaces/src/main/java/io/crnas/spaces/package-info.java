/** What can be built: allocations and the backbone families that make networks of them. */
@NullMarked
package io.crnas.spaces;

import org.jspecify.annotations.NullMarked;
