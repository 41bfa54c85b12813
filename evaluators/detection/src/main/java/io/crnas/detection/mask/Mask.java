package io.crnas.detection.mask;

import java.util.Arrays;
import java.util.List;

/**
 * The pixels of one object in an image, as the lengths of runs outside and inside it by turns, the
 * first one outside, down each column and from left to right. The same numbers as pycocotools'
 * {@code maskApi.c}. Immutable.
 */
public final class Mask {
  private final int height;
  private final int width;
  private final int[] counts;
  private final long area;
  private final Bounds bounds;

  private Mask(int height, int width, int[] counts) {
    this.height = height;
    this.width = width;
    this.counts = counts;
    this.area = area(counts);
    this.bounds = Bounds.of(height, counts);
  }

  /**
   * The mask of some pixels.
   *
   * @param pixels whether each belongs to the object, row by row; [H, W]
   * @throws IllegalArgumentException when there are not height x width pixels
   */
  static Mask ofPixels(int height, int width, boolean[] pixels) {
    if (pixels.length != size(height, width)) {
      throw new IllegalArgumentException(
          "%d pixels for %d x %d".formatted(pixels.length, height, width));
    }
    var runs = new Runs();
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        runs.append(pixels[y * width + x], 1);
      }
    }
    return new Mask(height, width, runs.counts());
  }

  /** Whether a pixel belongs to an object. */
  @FunctionalInterface
  public interface Inside {
    boolean test(int x, int y);
  }

  /**
   * The mask of the pixels within some bounds for which it holds.
   *
   * @param bounds within the image; no pixel outside belongs to the object
   * @param inside is asked column by column, from the top
   */
  public static Mask of(int height, int width, Bounds bounds, Inside inside) {
    int size = size(height, width);
    var runs = new Runs();
    int at = 0;
    for (int x = bounds.x(); x < bounds.x() + bounds.width(); x++) {
      int begin = x * height + bounds.y();
      runs.append(false, begin - at);
      for (int y = bounds.y(); y < bounds.y() + bounds.height(); y++) {
        runs.append(inside.test(x, y), 1);
      }
      at = begin + bounds.height();
    }
    runs.append(false, size - at);
    return new Mask(height, width, runs.counts());
  }

  /**
   * The mask of run lengths, COCO's uncompressed {@code counts}.
   *
   * @throws IllegalArgumentException when a count is negative or they do not add up to height x
   *     width
   */
  public static Mask ofCounts(int height, int width, int... counts) {
    long sum = 0;
    for (int count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("a run of " + count + " pixels");
      }
      sum += count;
    }
    if (sum != size(height, width)) {
      throw new IllegalArgumentException(
          "runs of %d pixels in all, expected height %d x width %d".formatted(sum, height, width));
    }
    return new Mask(height, width, counts.clone());
  }

  /**
   * The mask of COCO's compressed {@code counts}.
   *
   * @throws IllegalArgumentException as {@link #ofCounts}, and when the text is cut or has another
   *     character
   */
  public static Mask ofText(int height, int width, String counts) {
    return ofCounts(height, width, CountsText.parse(counts));
  }

  /**
   * The pixels inside a closed polygon, by the rule of pycocotools.
   *
   * @param corners x and y by turns, in pixels
   * @throws IllegalArgumentException for fewer than three corners, half a corner, or one that is
   *     not finite or further than a million pixels away
   */
  public static Mask ofPolygon(int height, int width, double... corners) {
    size(height, width);
    return new Mask(height, width, Polygon.runs(height, width, corners));
  }

  /** The pixels of a box, as of the polygon of its corners. */
  public static Mask ofBox(
      int height, int width, double x, double y, double boxWidth, double boxHeight) {
    double right = x + boxWidth;
    double lower = y + boxHeight;
    return ofPolygon(height, width, x, y, x, lower, right, lower, right, y);
  }

  /**
   * The pixels that belong to any of the masks.
   *
   * @throws IllegalArgumentException when there is none or they are not of one size
   */
  public static Mask union(List<Mask> masks) {
    if (masks.isEmpty()) {
      throw new IllegalArgumentException("no mask to unite");
    }
    Mask merged = masks.getFirst();
    for (Mask mask : masks.subList(1, masks.size())) {
      merged.requireSameSize(mask);
      var runs = new Runs();
      Runs.together(merged.counts, mask.counts, (length, a, b) -> runs.append(a || b, length));
      merged = new Mask(merged.height, merged.width, runs.counts());
    }
    return merged;
  }

  /** The image's height in pixels. */
  public int height() {
    return height;
  }

  /** The image's width in pixels. */
  public int width() {
    return width;
  }

  /** How many pixels belong to the object. */
  public long area() {
    return area;
  }

  /** The smallest box around the object; of no size when no pixel belongs to it. */
  public Bounds bounds() {
    return bounds;
  }

  /** The lengths of the runs, the first one outside; a copy. */
  int[] counts() {
    return counts.clone();
  }

  /** The run lengths as COCO's compressed {@code counts}. */
  public String text() {
    return CountsText.write(counts);
  }

  /**
   * The mask after the image was resized: 1 where a pixel belongs to the object and 0 where not,
   * row by row; [newHeight, newWidth]. As {@code torch.nn.functional.interpolate(mode="nearest")}.
   */
  public float[] resized(int newHeight, int newWidth) {
    size(newHeight, newWidth);
    return Nearest.resized(this, counts, newHeight, newWidth);
  }

  /** Whether each pixel belongs to the object, row by row; [H, W]. */
  boolean[] pixels() {
    boolean[] pixels = new boolean[height * width];
    int at = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int end = at + counts[i]; at < end; at++) {
        pixels[at % height * width + at / height] = i % 2 == 1;
      }
    }
    return pixels;
  }

  /**
   * How much of this and another object's pixels both have: intersection over union.
   *
   * @param crowd whether the other one is a crowd: then over the pixels of this one alone
   * @throws IllegalArgumentException when they are not of one size
   */
  public double overlap(Mask other, boolean crowd) {
    requireSameSize(other);
    if (!bounds.meets(other.bounds)) {
      return 0;
    }
    long shared = shared(counts, other.counts);
    return shared == 0 ? 0 : (double) shared / (crowd ? area : area + other.area - shared);
  }

  private static long shared(int[] counts, int[] others) {
    long[] sum = new long[1];
    Runs.together(counts, others, (length, a, b) -> sum[0] += a && b ? length : 0);
    return sum[0];
  }

  private static long area(int[] counts) {
    long area = 0;
    for (int i = 1; i < counts.length; i += 2) {
      area += counts[i];
    }
    return area;
  }

  private void requireSameSize(Mask other) {
    if (height != other.height || width != other.width) {
      throw new IllegalArgumentException(
          "a mask of %d x %d beside one of %d x %d"
              .formatted(other.height, other.width, height, width));
    }
  }

  private static int size(int height, int width) {
    if (height < 1 || width < 1 || (long) height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "an image of height %d x width %d".formatted(height, width));
    }
    return height * width;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Mask other
        && height == other.height
        && width == other.width
        && Arrays.equals(counts, other.counts);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "Mask[%d x %d, %d pixels]".formatted(height, width, area);
  }
}
