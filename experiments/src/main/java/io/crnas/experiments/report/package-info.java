/** What a run found, as one page that needs nothing else: a pure function of its data. */
@NullMarked
package io.crnas.experiments.report;

import org.jspecify.annotations.NullMarked;
