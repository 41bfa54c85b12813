/** Every answer of a run's evaluators, kept before the evaluators are asked again. */
@NullMarked
package io.crnas.framework.journal;

import org.jspecify.annotations.NullMarked;
