package io.crnas.detection.metric;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Box;
import io.crnas.detection.mask.CompressedMask;
import io.crnas.detection.mask.Mask;
import java.util.Optional;

/**
 * An object that a detector should find, as in COCO's annotations.
 *
 * @param image which image it is in
 * @param category which category it is of
 * @param x the left edge in pixels
 * @param y the upper edge in pixels
 * @param width pixels
 * @param height pixels
 * @param area the square pixels that make it small, medium or large
 * @param crowd whether the box holds a group: any number of detections in it count neither for nor
 *     against
 * @param ignored whether finding it counts neither for nor against (PASCAL VOC's {@code
 *     difficult}); unlike a crowd, one detection may be matched with it
 * @param mask its pixels, where they are known
 */
public record GroundTruth(
    long image,
    long category,
    double x,
    double y,
    double width,
    double height,
    double area,
    boolean crowd,
    boolean ignored,
    Optional<Mask> mask) {
  public GroundTruth {
    Detection.check(x, y, width, height, area);
  }

  /** An object without a mask. */
  GroundTruth(
      long image,
      long category,
      double x,
      double y,
      double width,
      double height,
      double area,
      boolean crowd,
      boolean ignored) {
    this(image, category, x, y, width, height, area, crowd, ignored, Optional.empty());
  }

  /** An annotation of the image with this number. */
  static GroundTruth of(long image, Annotation annotation) {
    Box box = annotation.box();
    return new GroundTruth(
        image,
        annotation.category(),
        box.x1(),
        box.y1(),
        (double) box.x2() - box.x1(),
        (double) box.y2() - box.y1(),
        annotation.area(),
        annotation.crowd(),
        annotation.difficult(),
        annotation.mask().map(CompressedMask::mask));
  }
}
