/** The command line: what it accepts, and how it ends. */
@NullMarked
package io.crnas.experiments.command;

import org.jspecify.annotations.NullMarked;
