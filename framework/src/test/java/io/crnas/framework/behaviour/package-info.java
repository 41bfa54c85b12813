/**
 * What every evaluator must do, as tests: published, so that whoever writes an evaluator extends
 * them. Knows nothing but the evaluator's interface and JUnit.
 */
@NullMarked
package io.crnas.framework.behaviour;

import org.jspecify.annotations.NullMarked;
