package io.crnas.experiments.cost;

import java.util.Locale;

/** What a backbone is a part of. */
public enum Whole {
  /** Nothing: the backbone alone. */
  NONE,
  /** Faster R-CNN with a feature pyramid. */
  FASTER_RCNN,
  /** Mask R-CNN with a feature pyramid. */
  MASK_RCNN;

  /** Its name on the command line, for example {@code faster-rcnn}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
