/** Files that are whole or not there. */
@NullMarked
package io.crnas.framework.file;

import org.jspecify.annotations.NullMarked;
