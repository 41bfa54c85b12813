@NullMarked
package io.crnas.detection.layout;

import org.jspecify.annotations.NullMarked;
