/** What came out of runs, as they write it and as it is read again. */
@NullMarked
package io.crnas.experiments.results;

import org.jspecify.annotations.NullMarked;
