/** What all scores of a search together say of each candidate, and a search that goes by it. */
@NullMarked
package io.crnas.framework.surrogate;

import org.jspecify.annotations.NullMarked;
