/** Parameters' values by name, as they pass between training and export. */
@NullMarked
package io.crnas.spaces.weights;

import org.jspecify.annotations.NullMarked;
