/** One search of one level: a strategy asks, an evaluator answers, the journal remembers. */
@NullMarked
package io.crnas.framework.search;

import org.jspecify.annotations.NullMarked;
