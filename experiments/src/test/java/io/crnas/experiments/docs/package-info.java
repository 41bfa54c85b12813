/** Holds what docs/ says against the code. */
@NullMarked
package io.crnas.experiments.docs;

import org.jspecify.annotations.NullMarked;
