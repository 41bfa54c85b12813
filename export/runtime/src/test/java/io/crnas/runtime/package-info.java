/** Files made by hand that the tests of this module run. */
@NullMarked
package io.crnas.runtime;

import org.jspecify.annotations.NullMarked;
