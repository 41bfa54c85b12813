/** Which processes work for a run, kept in its folder so that others can tell. */
@NullMarked
package io.crnas.framework.worker;

import org.jspecify.annotations.NullMarked;
