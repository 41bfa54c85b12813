/** Backbones drawn block by block, as in the paper's Figure 4. */
@NullMarked
package io.crnas.experiments.sketch;

import org.jspecify.annotations.NullMarked;
