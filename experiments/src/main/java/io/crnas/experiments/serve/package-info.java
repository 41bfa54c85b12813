/** Pages by HTTP for whoever sits at this machine, and for nobody else. */
@NullMarked
package io.crnas.experiments.serve;

import org.jspecify.annotations.NullMarked;
