/** What can be asked of runs and descriptors: between the command line and what is done for it. */
@NullMarked
package io.crnas.experiments.pipeline;

import org.jspecify.annotations.NullMarked;
