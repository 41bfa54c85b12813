@NullMarked
package io.crnas.detection.coco;

import org.jspecify.annotations.NullMarked;
