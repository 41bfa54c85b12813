/** Parameters' values by name: read from files, handed from training to export, written. */
@NullMarked
package io.crnas.spaces.weights;

import org.jspecify.annotations.NullMarked;
