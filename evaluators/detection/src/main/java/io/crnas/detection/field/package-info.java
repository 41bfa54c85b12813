/** Receptive fields of nets, measured: what of an image moves the middle of an output. */
@NullMarked
package io.crnas.detection.field;

import org.jspecify.annotations.NullMarked;
