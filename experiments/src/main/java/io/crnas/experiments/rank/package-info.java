/** Whether two evaluators put the same candidates into the same order. */
@NullMarked
package io.crnas.experiments.rank;

import org.jspecify.annotations.NullMarked;
