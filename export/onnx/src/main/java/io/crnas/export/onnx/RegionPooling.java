package io.crnas.export.onnx;

import io.crnas.export.onnx.RegionHead.Regions;
import io.crnas.spaces.detector.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RoIAlign from the levels of a pyramid. Each level's regions are cut out at once, so regions come
 * out ordered by level; the few numbers that a head makes of each are brought back into order.
 *
 * @param levels of the pyramid [N, C, H, W], finest first; those behind the last that is read are
 *     left alone
 * @param finest the number of the finest level, 2 for P2
 */
record RegionPooling(Scope scope, Reads.Rois reads, List<String> levels, int finest) {
  /** As torchvision's LevelMapper: a side a little short of a level's reaches it nevertheless. */
  private static final double MARGIN = 1e-6;

  /**
   * What was cut out.
   *
   * @param cells [N R, C, size, size]
   * @param places where each region is among them; empty where that is its own place
   */
  record Pooled(String cells, Optional<String> places) {

    /** What a head made of them, in the order of the regions. */
    String inOrder(Scope scope, String name, String value) {
      return places.map(order -> scope.op(name, "Gather", value, order)).orElse(value);
    }
  }

  Pooled pooled(Regions regions, ImageSizes image) {
    String boxes = scope.reshape("regions", regions.boxes(), scope.integers(-1, 4));
    String images = images(regions, image);
    if (reads.levels() == 1) {
      return new Pooled(aligned(scope, levels.getFirst(), boxes, images, image), Optional.empty());
    }
    String areas =
        scope.reshape(
            "areas.of.regions",
            Corners.of(scope, regions.boxes()).areas(scope),
            scope.integers(-1));
    List<String> below = new ArrayList<>();
    for (int level = 1; level < reads.levels(); level++) {
      below.add(scope.op("below", "Less", areas, scope.number(leastArea(level))));
    }
    List<String> cells = new ArrayList<>();
    List<String> orders = new ArrayList<>();
    for (int level = 0; level < reads.levels(); level++) {
      Scope at = scope.under("P" + (finest + level));
      String mask = mask(at, below, level);
      String chosen = at.reshape("chosen", at.op("nonzero", "NonZero", mask), at.integers(-1));
      orders.add(chosen);
      cells.add(
          aligned(
              at,
              levels.get(level),
              at.op("boxes", "Gather", boxes, chosen),
              at.op("images", "Gather", images, chosen),
              image));
    }
    String order = scope.concat("order", 0, orders);
    String counting =
        scope.op(
            "places",
            "Range",
            scope.graph().integer(0),
            scope.op("count", "Size", order),
            scope.graph().integer(1));
    String places = scope.op("inverse", "ScatterElements", order, order, counting);
    return new Pooled(scope.concat("cells", 0, cells), Optional.of(places));
  }

  /** Areas from which on a box is not read from a finer level. */
  private double leastArea(int level) {
    double octave = finest + level - Reads.Rois.CANONICAL_LEVEL - MARGIN;
    return Math.pow(reads.canonicalSide() * Math.pow(2, octave), 2);
  }

  /** The regions of a level, each being of one. */
  private static String mask(Scope at, List<String> below, int level) {
    if (level == 0) {
      return below.getFirst();
    }
    String reached = at.op("reached", "Not", below.get(level - 1));
    return level == below.size() ? reached : at.op("own", "And", reached, below.get(level));
  }

  /** The number of each region's image [N R]. */
  private String images(Regions regions, ImageSizes image) {
    String count = scope.op("batch", "Squeeze", image.batch(), scope.integers(0));
    String numbers =
        scope.op("numbers", "Range", scope.graph().integer(0), count, scope.graph().integer(1));
    String shape = scope.concat("shape", 0, List.of(image.batch(), regions.count()));
    String each = scope.op("each", "Expand", scope.unsqueeze("number", numbers, 1), shape);
    return scope.reshape("images", each, scope.integers(-1));
  }

  private String aligned(Scope at, String level, String boxes, String images, ImageSizes image) {
    return at.op(
        "align",
        "RoiAlign",
        List.of(level, at.op("scaled", "Mul", boxes, scale(at, level, image)), images),
        Attributes.text("coordinate_transformation_mode", "output_half_pixel"),
        Attributes.text("mode", "avg"),
        Attributes.integer("output_height", reads.size()),
        Attributes.integer("output_width", reads.size()),
        Attributes.integer("sampling_ratio", reads.samplingRatio()),
        Attributes.real("spatial_scale", 1));
  }

  /** Cells a pixel, as torchvision has them: the nearest power of two. */
  private static String scale(Scope at, String level, ImageSizes image) {
    String rows = at.toFloat("rows", at.sizes("level.height", level, 2, 3));
    String ratio = at.op("ratio", "Div", rows, at.toFloat("height", image.height()));
    String octaves =
        at.op("octaves", "Mul", at.op("logarithm", "Log", ratio), at.number(1 / Math.log(2)));
    return at.op("scale", "Pow", at.number(2), at.op("octave", "Round", octaves));
  }
}
