/** Effective receptive fields of nets, as numbers and as pictures. */
@NullMarked
package io.crnas.experiments.field;

import org.jspecify.annotations.NullMarked;
