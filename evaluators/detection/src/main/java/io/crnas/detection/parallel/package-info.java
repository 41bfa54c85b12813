/** Work done ahead by several threads, whose answers do not depend on how many there are. */
@NullMarked
package io.crnas.detection.parallel;

import org.jspecify.annotations.NullMarked;
