/** How far a run is, told from its folder while another process works on it. */
@NullMarked
package io.crnas.experiments.status;

import org.jspecify.annotations.NullMarked;
