/** How well detections meet what is there, as COCO and PASCAL VOC measure it; knows no engine. */
@NullMarked
package io.crnas.detection.metric;

import org.jspecify.annotations.NullMarked;
