/** Images with boxes and how they become batches; knows no engine. */
@NullMarked
package io.crnas.detection.data;

import org.jspecify.annotations.NullMarked;
