/** Images with boxes in folders, in the layouts that people keep them in. */
@NullMarked
package io.crnas.detection.layout;

import org.jspecify.annotations.NullMarked;
