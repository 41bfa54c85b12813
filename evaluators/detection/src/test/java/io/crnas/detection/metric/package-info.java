@NullMarked
package io.crnas.detection.metric;

import org.jspecify.annotations.NullMarked;
