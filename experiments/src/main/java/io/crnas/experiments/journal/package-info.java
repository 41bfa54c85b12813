/** The journal of a run and its descriptor, as people and programs read them. */
@NullMarked
package io.crnas.experiments.journal;

import org.jspecify.annotations.NullMarked;
