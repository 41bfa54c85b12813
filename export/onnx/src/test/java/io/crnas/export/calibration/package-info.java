@NullMarked
package io.crnas.export.calibration;

import org.jspecify.annotations.NullMarked;
