/** Between which numbers the values of a network lie, seen on images. */
@NullMarked
package io.crnas.export.calibration;

import org.jspecify.annotations.NullMarked;
