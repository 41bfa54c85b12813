/** Pictures with boxes: where they come from, how they become batches; knows no engine. */
@NullMarked
package io.crnas.detection.data;

import org.jspecify.annotations.NullMarked;
