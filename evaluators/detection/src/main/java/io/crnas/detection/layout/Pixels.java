package io.crnas.detection.layout;

/**
 * From which number pixels are counted in boxes whose files do not say so.
 *
 * <p>From 1, as in PASCAL VOC, both ends of a box belong to it, and it becomes [xmin - 1, ymin - 1,
 * xmax, ymax]. From 0 a box is its corners as they are.
 */
public enum Pixels {
  /** Told by the boxes at the left and upper edges of images: theirs is the least number. */
  AUTO,
  /** From 0. */
  FROM_0,
  /** From 1. */
  FROM_1;

  /** What the left and upper corners of boxes are moved by. */
  double shift() {
    return this == FROM_1 ? -1 : 0;
  }

  /** The first number, in words. */
  String inWords() {
    return this == FROM_1 ? "1" : "0";
  }
}
