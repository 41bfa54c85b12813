/** Charts as SVG that needs nothing else: axes with round numbers, dots, lines and bands. */
@NullMarked
package io.crnas.experiments.chart;

import org.jspecify.annotations.NullMarked;
