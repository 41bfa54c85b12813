/**
 * Evaluators whose scores come from outside: a table that somebody measured, or any program. Both
 * are kinds of a descriptor; neither knows an engine.
 */
@NullMarked
package io.crnas.external;

import org.jspecify.annotations.NullMarked;
