/** Other processes that score for a run: how they are asked, and which there are. */
@NullMarked
package io.crnas.framework.worker;

import org.jspecify.annotations.NullMarked;
