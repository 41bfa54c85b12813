package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.PreparedMask;
import java.util.Optional;

/**
 * An object that is in an image.
 *
 * @param box not empty, in pixels of the input
 * @param label its class, from 1; 0 is the background
 * @param mask its pixels, for detectors that find those
 */
public record Target(Box box, int label, Optional<PreparedMask> mask) {
  public Target {
    if (!(box.width() > 0 && box.height() > 0)) {
      throw new IllegalArgumentException(box + " is empty");
    }
    if (label < 1) {
      throw new IllegalArgumentException("label " + label + ", expected at least 1");
    }
  }

  /** An object without a mask. */
  public Target(Box box, int label) {
    this(box, label, Optional.empty());
  }
}
