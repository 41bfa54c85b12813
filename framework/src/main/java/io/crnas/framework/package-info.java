/**
 * How a search proceeds: a level offers candidates, a strategy asks for them in batches, an
 * evaluator answers, the journal keeps every answer. Knows no neural network and no engine.
 */
@NullMarked
package io.crnas.framework;

import org.jspecify.annotations.NullMarked;
