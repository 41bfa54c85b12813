/** How well detections meet the ground truth: COCO's average precision; knows no engine. */
@NullMarked
package io.crnas.detection.metric;

import org.jspecify.annotations.NullMarked;
