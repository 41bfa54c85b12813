/** The journal of a run, as people and programs read it. */
@NullMarked
package io.crnas.experiments.journal;

import org.jspecify.annotations.NullMarked;
