package io.crnas.detection.training;

import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.FasterRcnn;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Yields;
import java.util.List;

/** The example of docs/detector.md. */
final class RpnAlone {
  private RpnAlone() {}

  // docs/detector.md begins
  /** Objects of one category, found by a region proposal network without a second stage. */
  static Detector detector(int channels, List<Integer> anchorSizes) {
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
