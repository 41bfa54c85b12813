/** What all scores of a search together say of each candidate. */
@NullMarked
package io.crnas.framework.surrogate;

import org.jspecify.annotations.NullMarked;
