/** How fast strategies find good candidates: runs of several of them held against each other. */
@NullMarked
package io.crnas.experiments.compare;

import org.jspecify.annotations.NullMarked;
