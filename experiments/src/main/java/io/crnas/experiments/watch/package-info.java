/**
 * What can be watched while nets are trained: {@code metrics.csv} and event files of TensorBoard.
 */
@NullMarked
package io.crnas.experiments.watch;

import org.jspecify.annotations.NullMarked;
