@NullMarked
package io.crnas.detection.mask;

import org.jspecify.annotations.NullMarked;
