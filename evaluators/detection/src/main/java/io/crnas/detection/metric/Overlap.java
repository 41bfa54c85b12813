package io.crnas.detection.metric;

/** What two objects are compared by: intersection over union, over the detection for a crowd. */
public enum Overlap {
  /** Their boxes, as {@code bbIou} in pycocotools' {@code maskApi.c}. */
  BOX {
    @Override
    double of(Detection detection, GroundTruth truth) {
      double width =
          Math.min(detection.x() + detection.width(), truth.x() + truth.width())
              - Math.max(detection.x(), truth.x());
      double height =
          Math.min(detection.y() + detection.height(), truth.y() + truth.height())
              - Math.max(detection.y(), truth.y());
      if (width <= 0 || height <= 0) {
        return 0;
      }
      double shared = width * height;
      double own = detection.width() * detection.height();
      double all = truth.crowd() ? own : own + truth.width() * truth.height() - shared;
      return shared / all;
    }
  },
  /** Their masks, as {@code rleIou}. */
  MASK {
    @Override
    double of(Detection detection, GroundTruth truth) {
      return detection.mask().orElseThrow().overlap(truth.mask().orElseThrow(), truth.crowd());
    }
  };

  /**
   * From 0 to 1.
   *
   * @throws java.util.NoSuchElementException where a mask is needed and not there
   */
  abstract double of(Detection detection, GroundTruth truth);
}
