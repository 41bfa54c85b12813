/** Detects in images of all kinds by an exported file. */
@NullMarked
package io.crnas.experiments.predict;

import org.jspecify.annotations.NullMarked;
