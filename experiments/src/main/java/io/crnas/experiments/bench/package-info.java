/** How long exported files take on this machine, side by side. */
@NullMarked
package io.crnas.experiments.bench;

import org.jspecify.annotations.NullMarked;
