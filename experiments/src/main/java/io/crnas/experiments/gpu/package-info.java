/** Gets the libraries that let the engine use a GPU, which are too large to come with a build. */
@NullMarked
package io.crnas.experiments.gpu;

import org.jspecify.annotations.NullMarked;
