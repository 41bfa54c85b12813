package io.crnas.detection.metric;

import io.crnas.detection.data.Box;
import io.crnas.detection.mask.Mask;
import java.util.Comparator;
import java.util.Optional;

/**
 * An object that a detector found, as in COCO's results.
 *
 * @param image which image it is in
 * @param category which category it is said to be of
 * @param x the left edge in pixels
 * @param y the upper edge in pixels
 * @param width pixels
 * @param height pixels
 * @param area the square pixels that make it small, medium or large
 * @param mask its pixels, where the detector finds those too
 * @param score how sure the detector is; a number
 */
public record Detection(
    long image,
    long category,
    double x,
    double y,
    double width,
    double height,
    double area,
    Optional<Mask> mask,
    double score) {

  /** The surest first; equal scores stay as they were. The difference makes -0.0 and 0.0 equal. */
  static final Comparator<Detection> BY_SCORE =
      Comparator.comparingDouble(detection -> 0.0 - detection.score());

  public Detection {
    check(x, y, width, height, area + score);
  }

  /** A box whose area is its own. */
  public Detection(
      long image, long category, double x, double y, double width, double height, double score) {
    this(image, category, x, y, width, height, width * height, Optional.empty(), score);
  }

  /** A found box by its corners, in the image with this number. */
  public static Detection of(long image, long category, Box box, double score) {
    return new Detection(
        image,
        category,
        box.x1(),
        box.y1(),
        (double) box.x2() - box.x1(),
        (double) box.y2() - box.y1(),
        score);
  }

  /** The same with its pixels. */
  public Detection withMask(Mask pixels) {
    return new Detection(image, category, x, y, width, height, area, Optional.of(pixels), score);
  }

  static void check(double x, double y, double width, double height, double number) {
    // The sum is finite when all are; NaN fails the comparison too.
    if (!Double.isFinite(x + y + width + height + number) || width < 0 || height < 0) {
      throw new IllegalArgumentException(
          "not a box: x %s, y %s, width %s, height %s; %s".formatted(x, y, width, height, number));
    }
  }
}
