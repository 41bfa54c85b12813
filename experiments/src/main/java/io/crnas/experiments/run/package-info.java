/**
 * A run from descriptor to ONNX: each phase leaves its result in the run's folder, whole or not at
 * all, and is skipped where it is there already.
 */
@NullMarked
package io.crnas.experiments.run;

import org.jspecify.annotations.NullMarked;
