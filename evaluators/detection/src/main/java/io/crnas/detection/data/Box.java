package io.crnas.detection.data;

/**
 * An axis-aligned box in pixels, as torchvision's {@code xyxy}: x grows to the right, y downwards,
 * the image spans [0, width] x [0, height], and the pixel in column c covers [c, c + 1].
 *
 * @param x1 the left edge
 * @param y1 the upper edge
 * @param x2 the right edge, at least {@code x1}
 * @param y2 the lower edge, at least {@code y1}
 */
public record Box(float x1, float y1, float x2, float y2) {
  public Box {
    if (!(Float.isFinite(x1) && Float.isFinite(y1) && Float.isFinite(x2) && Float.isFinite(y2))
        || x2 < x1
        || y2 < y1) {
      throw new IllegalArgumentException(
          "not a box: (%s, %s) to (%s, %s)".formatted(x1, y1, x2, y2));
    }
  }

  /** What it is, for fingerprints: a text that renaming something in the code does not change. */
  String canonical() {
    return "Box[x1=%s, y1=%s, x2=%s, y2=%s]".formatted(x1, y1, x2, y2);
  }

  /** The width in pixels. */
  public float width() {
    return x2 - x1;
  }

  /** The height in pixels. */
  public float height() {
    return y2 - y1;
  }

  /** The area in square pixels. */
  public float area() {
    return width() * height();
  }

  /** The same box after the image was resized by these factors. */
  public Box scaled(float horizontally, float vertically) {
    return new Box(x1 * horizontally, y1 * vertically, x2 * horizontally, y2 * vertically);
  }

  /** The same box in the image of this width mirrored left to right. */
  public Box flippedHorizontally(float imageWidth) {
    return new Box(imageWidth - x2, y1, imageWidth - x1, y2);
  }

  /** The same box in the image of this height mirrored top to bottom. */
  public Box flippedVertically(float imageHeight) {
    return new Box(x1, imageHeight - y2, x2, imageHeight - y1);
  }

  /** The part inside an image of this size; of no area where there is none. */
  public Box clipped(float imageWidth, float imageHeight) {
    return new Box(
        Math.clamp(x1, 0, imageWidth),
        Math.clamp(y1, 0, imageHeight),
        Math.clamp(x2, 0, imageWidth),
        Math.clamp(y2, 0, imageHeight));
  }
}
