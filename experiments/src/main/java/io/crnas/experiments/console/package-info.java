/** Progress for whoever waits: a bar on a terminal, lines elsewhere, JSON for machines. */
@NullMarked
package io.crnas.experiments.console;

import org.jspecify.annotations.NullMarked;
