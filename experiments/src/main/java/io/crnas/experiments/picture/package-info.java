/** Boxes and their labels over images. */
@NullMarked
package io.crnas.experiments.picture;

import org.jspecify.annotations.NullMarked;
