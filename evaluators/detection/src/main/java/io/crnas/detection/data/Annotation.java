package io.crnas.detection.data;

import io.crnas.detection.mask.CompressedMask;
import java.util.Optional;

/**
 * One object in an image.
 *
 * @param box where it is; of some area
 * @param category which it is: an index into {@link Dataset#categories}, from 0
 * @param area the area in square pixels that decides whether COCO calls it small, medium or large
 * @param crowd whether the box holds a group that is not told apart (COCO's {@code iscrowd})
 * @param difficult whether a person would hardly find it (PASCAL VOC's {@code difficult})
 * @param mask its pixels in the image as it was, where they are known
 */
public record Annotation(
    Box box,
    int category,
    float area,
    boolean crowd,
    boolean difficult,
    Optional<CompressedMask> mask) {
  public Annotation {
    if (!(box.width() > 0 && box.height() > 0)) {
      throw new IllegalArgumentException("no area: " + box);
    }
    if (category < 0) {
      throw new IllegalArgumentException("category " + category);
    }
    if (!(area >= 0 && area < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("area " + area);
    }
  }

  /** A plain object whose area is that of its box. */
  public Annotation(Box box, int category) {
    this(box, category, box.area(), false, false);
  }

  /** An object without a mask. */
  public Annotation(Box box, int category, float area, boolean crowd, boolean difficult) {
    this(box, category, area, crowd, difficult, Optional.empty());
  }

  /** The same object with these pixels. */
  public Annotation withMask(CompressedMask pixels) {
    return new Annotation(box, category, area, crowd, difficult, Optional.of(pixels));
  }

  /** The same object elsewhere, its area scaled with its box, without its mask. */
  Annotation at(Box other) {
    float scale = other.area() / box.area();
    return new Annotation(other, category, area * scale, crowd, difficult);
  }
}
