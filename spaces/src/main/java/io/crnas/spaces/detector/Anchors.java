package io.crnas.spaces.detector;

import java.util.List;

/**
 * Reference boxes around every cell of every level; torchvision's AnchorGenerator. The anchors of a
 * cell are ordered by ratio, then by size.
 *
 * @param sizes sides of the square anchors of each level, in pixels
 * @param ratios height over width
 */
public record Anchors(List<List<Integer>> sizes, List<Double> ratios) {
  public Anchors {
    sizes = sizes.stream().map(List::copyOf).toList();
    ratios = List.copyOf(ratios);
    int of = sizes.isEmpty() ? 0 : sizes.getFirst().size();
    if (of == 0
        || sizes.stream().anyMatch(level -> level.size() != of)
        || sizes.stream().flatMap(List::stream).anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "anchor sizes " + sizes + ", expected equally many positive ones a level");
    }
    if (ratios.isEmpty() || ratios.stream().anyMatch(ratio -> !(ratio > 0))) {
      throw new IllegalArgumentException("anchor ratios must be positive: " + ratios);
    }
  }

  /** One size a level. */
  public static Anchors of(List<Integer> sizes, List<Double> ratios) {
    return new Anchors(sizes.stream().map(List::of).toList(), ratios);
  }

  /** How many levels have anchors. */
  public int levels() {
    return sizes.size();
  }

  /** How many a cell has. */
  public int perCell() {
    return sizes.getFirst().size() * ratios.size();
  }

  /**
   * The anchors of a level's cell at the origin: left, top, right and bottom of each, one after the
   * other, in pixels. Half the sides are rounded, to even where two whole numbers are as near.
   */
  public float[] cell(int level) {
    float[] corners = new float[4 * perCell()];
    int i = 0;
    for (double ratio : ratios) {
      float root = (float) Math.sqrt((float) ratio);
      for (int size : sizes.get(level)) {
        float width = (float) Math.rint(1 / root * size / 2);
        float height = (float) Math.rint(root * size / 2);
        corners[i++] = -width;
        corners[i++] = -height;
        corners[i++] = width;
        corners[i++] = height;
      }
    }
    return corners;
  }
}
