/** Detectors around a backbone: neck and heads as networks, and what the whole costs. */
@NullMarked
package io.crnas.spaces.detector;

import org.jspecify.annotations.NullMarked;
