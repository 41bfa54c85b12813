package io.crnas.detection.head;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.BoxMask;
import java.util.Optional;

/**
 * An object that was found.
 *
 * @param box in pixels of the input
 * @param label its class, from 1
 * @param score in [0, 1]
 * @param mask what it fills of its box, where the detector finds that too
 */
public record DetectedBox(Box box, int label, float score, Optional<BoxMask> mask) {
  /** An object whose mask was not looked for. */
  public DetectedBox(Box box, int label, float score) {
    this(box, label, score, Optional.empty());
  }

  DetectedBox withMask(BoxMask found) {
    return new DetectedBox(box, label, score, Optional.of(found));
  }
}
