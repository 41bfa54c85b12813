/** Makes a descriptor for data that was looked at, and says why it chose what. */
@NullMarked
package io.crnas.experiments.init;

import org.jspecify.annotations.NullMarked;
