/**
 * The one place that knows the engine (PyTorch through DJL): runs networks, which are data, forward
 * and backward, keeps their parameters and updates them. Values that leave it are plain arrays.
 */
@NullMarked
package io.crnas.detection.torch;

import org.jspecify.annotations.NullMarked;
