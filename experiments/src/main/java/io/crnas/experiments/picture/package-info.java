/** Boxes, their labels and masks over images. */
@NullMarked
package io.crnas.experiments.picture;

import org.jspecify.annotations.NullMarked;
