/** COCO's files of annotations and of results, read to be measured; entry by entry. */
@NullMarked
package io.crnas.detection.coco;

import org.jspecify.annotations.NullMarked;
