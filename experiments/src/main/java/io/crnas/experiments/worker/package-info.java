/**
 * Processes of crnas on this machine that train and score for a run. Each reads orders from its
 * standard input and writes replies to its standard output, as JSON, one a line.
 */
@NullMarked
package io.crnas.experiments.worker;

import org.jspecify.annotations.NullMarked;
