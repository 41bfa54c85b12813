package io.crnas.experiments.predict;

import io.crnas.detection.data.Box;
import io.crnas.detection.data.BoxMask;
import io.crnas.detection.metric.Detection;
import io.crnas.experiments.picture.MaskPainter;
import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.stream.Stream;

/** What an exported file detects, as the metrics have it. */
public final class FileDetections {
  private FileDetections() {}

  /**
   * A detection in an image as it is.
   *
   * @param image its number
   */
  public static Detection of(int image, ImageSize size, io.crnas.runtime.Detection found) {
    var box = new Box(found.left(), found.top(), found.right(), found.bottom());
    Detection plain = Detection.of(image, found.label(), box, found.score());
    return found
        .mask()
        .map(mask -> plain.withMask(new BoxMask(mask.side(), mask.probabilities()).in(box, size)))
        .orElse(plain);
  }

  /** The masks of detections, to be drawn. */
  public static List<MaskPainter.Filled> masks(List<Detection> detections) {
    return detections.stream().flatMap(FileDetections::filled).toList();
  }

  private static Stream<MaskPainter.Filled> filled(Detection found) {
    return found.mask().map(mask -> new MaskPainter.Filled(mask, (int) found.category())).stream();
  }
}
