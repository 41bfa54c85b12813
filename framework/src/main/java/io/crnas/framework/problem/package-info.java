/** What is wrong with a user's input, collected and said all at once. */
@NullMarked
package io.crnas.framework.problem;

import org.jspecify.annotations.NullMarked;
