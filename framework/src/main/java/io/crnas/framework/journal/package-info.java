/** Every answer of a run's evaluators, on disk before the search goes on. */
@NullMarked
package io.crnas.framework.journal;

import org.jspecify.annotations.NullMarked;
