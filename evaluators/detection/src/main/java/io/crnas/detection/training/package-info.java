/**
 * Training and scoring: a supernet of many paths or one detector alone, from images to weights and
 * from weights to average precision. The {@link io.crnas.framework.Evaluator} of the detection task
 * is here.
 */
@NullMarked
package io.crnas.detection.training;

import org.jspecify.annotations.NullMarked;
