/** The door for evaluators that others write: found at run time, described as settings are. */
@NullMarked
package io.crnas.spaces.evaluator;

import org.jspecify.annotations.NullMarked;
