/** Generated images of figures, the same on every machine. */
@NullMarked
package io.crnas.detection.scenes;

import org.jspecify.annotations.NullMarked;
