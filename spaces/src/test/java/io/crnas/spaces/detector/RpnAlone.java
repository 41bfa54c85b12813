package io.crnas.spaces.detector;

import java.util.List;

/** The example of docs/detector.md, for whoever trains, counts or exports it. */
public final class RpnAlone {
  private RpnAlone() {}

  // docs/detector.md begins
  /** Objects of one category, found by a region proposal network without a second stage. */
  public static Detector detector(int channels, List<Integer> anchorSizes) {
    Detector faster = FasterRcnn.of(channels, 1, anchorSizes, List.of(0.5, 1.0, 2.0)).detector(1);
    Head rpn = faster.heads().getFirst();
    return new Detector(
        "rpn-alone",
        1,
        faster.neck(),
        List.of(rpn.withYields(new Yields.Detections(0.05, 200, 0.5, 20))));
  }
  // docs/detector.md ends
}
