/** Weights, inputs and expected values that the tests of this module share. */
@NullMarked
package io.crnas.export;

import org.jspecify.annotations.NullMarked;
