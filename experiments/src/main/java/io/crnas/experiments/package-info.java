/** Where the program begins. */
@NullMarked
package io.crnas.experiments;

import org.jspecify.annotations.NullMarked;
