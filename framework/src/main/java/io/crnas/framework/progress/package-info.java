/** How long work talks to whoever waits for it. */
@NullMarked
package io.crnas.framework.progress;

import org.jspecify.annotations.NullMarked;
