/** Which pixels belong to an object, as run lengths: COCO's masks; knows no engine and no data. */
@NullMarked
package io.crnas.detection.mask;

import org.jspecify.annotations.NullMarked;
