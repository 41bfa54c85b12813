/** Files that are whole or not there, and short digests of what is in them. */
@NullMarked
package io.crnas.framework.file;

import org.jspecify.annotations.NullMarked;
