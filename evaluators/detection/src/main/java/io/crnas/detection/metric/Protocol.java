package io.crnas.detection.metric;

/** The settings of COCO's evaluation, as {@code pycocotools.cocoeval.Params} has them. */
final class Protocol {
  /** IoU thresholds, 0.50 to 0.95; T of them. */
  static final double[] IOU = evenlySpaced(0.5, 0.95, 10);

  /** Recalls at which precision is read, 0.00 to 1.00; R of them. */
  static final double[] RECALL = evenlySpaced(0, 1, 101);

  /** How many detections of a category are looked at in an image; M of them. */
  static final int[] MOST_DETECTIONS = {1, 10, 100};

  /** The largest of {@link #MOST_DETECTIONS}. */
  static final int MOST = 100;

  private static final double[] SMALLEST_AREA = {0, 0, 32 * 32, 96 * 96};
  private static final double[] LARGEST_AREA = {1e10, 32 * 32, 96 * 96, 1e10};

  /** The area ranges, A of them: all, small, medium, large. */
  static final int AREAS = 4;

  private Protocol() {}

  /** Whether an area is outside a range; both ends belong to it. */
  static boolean outside(int range, double area) {
    return area < SMALLEST_AREA[range] || area > LARGEST_AREA[range];
  }

  /** The values of {@code numpy.linspace}, bit for bit: thresholds decide ties. */
  private static double[] evenlySpaced(double start, double stop, int count) {
    double step = (stop - start) / (count - 1);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = i * step + start;
    }
    values[count - 1] = stop;
    return values;
  }
}
