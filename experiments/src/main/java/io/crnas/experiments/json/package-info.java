/** JSON files that people may read, and how values of the product stand in them. */
@NullMarked
package io.crnas.experiments.json;

import org.jspecify.annotations.NullMarked;
