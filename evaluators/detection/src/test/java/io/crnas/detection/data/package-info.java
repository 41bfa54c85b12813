@NullMarked
package io.crnas.detection.data;

import org.jspecify.annotations.NullMarked;
