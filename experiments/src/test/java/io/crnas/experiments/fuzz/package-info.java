@NullMarked
package io.crnas.experiments.fuzz;

import org.jspecify.annotations.NullMarked;
