@NullMarked
package io.crnas.detection.scenes;

import org.jspecify.annotations.NullMarked;
