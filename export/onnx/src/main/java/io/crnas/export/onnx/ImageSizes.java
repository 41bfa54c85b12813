package io.crnas.export.onnx;

import java.util.List;
import java.util.Optional;

/**
 * What the graph learns of its images when it runs.
 *
 * @param batch how many there are, integers [1]
 * @param height of the highest without its padding, in pixels, integers [1]
 * @param sides width and height of the input in pixels, integers [2]
 * @param limits width and height of each image without its padding, numbers that fit [N, B, 2]
 * @param ratios what boxes are multiplied by to be in pixels of the picture that was given, numbers
 *     [4]; empty where that is the input
 */
record ImageSizes(
    String batch, String height, String sides, String limits, Optional<String> ratios) {

  /**
   * @param padded whether images may be padded with zeros, on the right and at the bottom; else
   *     each fills the input
   */
  static ImageSizes of(Scope scope, String input, boolean padded) {
    String batch = scope.sizes("batch", input, 0, 1);
    String sides = sides(scope, input);
    if (!padded) {
      String height = scope.sizes("height", input, 2, 3);
      return new ImageSizes(batch, height, sides, scope.toFloat("limits", sides), Optional.empty());
    }
    String strength = scope.op("strength", "Abs", input);
    String widths = filled(scope.under("width"), strength, 3, 2);
    String heights = filled(scope.under("height"), strength, 2, 3);
    String height =
        scope.op(
            "height",
            "ReduceMax",
            List.of(scope.reshape("heights", heights, scope.integers(-1))),
            Attributes.integer("keepdims", 1));
    String content =
        scope.toFloat("content", scope.concat("contents", 1, List.of(widths, heights)));
    return new ImageSizes(
        batch, height, sides, scope.unsqueeze("limits", content, 1), Optional.empty());
  }

  /**
   * How many rows or columns there are up to the last that is not zero throughout, integers [N, 1];
   * all, where there is none.
   *
   * @param axis that is counted
   * @param other the other one
   */
  private static String filled(Scope scope, String strength, int axis, int other) {
    String sums =
        scope.op(
            "sums",
            "ReduceSum",
            List.of(strength, scope.integers(1, other)),
            Attributes.integer("keepdims", 0));
    String there = scope.op("there", "Greater", sums, scope.number(0));
    String all = scope.sizes("all", strength, axis, axis + 1);
    String end = scope.op("end", "Squeeze", all, scope.integers(0));
    String places =
        scope.op("places", "Range", scope.graph().integer(0), end, scope.graph().integer(1));
    String counted = scope.op("counted", "Add", places, scope.integers(1));
    String filled = scope.op("filled", "Where", there, counted, scope.integers(0));
    String last =
        scope
            .ops("last", "TopK", List.of(filled, scope.integers(1)), List.of("counts", "places"))
            .getFirst();
    String empty = scope.op("empty", "Equal", last, scope.integers(0));
    return scope.op("size", "Where", empty, all, last);
  }

  /** Boxes [.., 4] in pixels of the picture that was given. */
  String inPicture(Scope scope, String boxes) {
    return ratios.map(four -> scope.op("boxes.in.picture", "Mul", boxes, four)).orElse(boxes);
  }

  /** Width and height of [N, C, H, W], integers [2]. */
  static String sides(Scope scope, String value) {
    String height = scope.sizes("rows", value, 2, 3);
    String width = scope.sizes("columns", value, 3, 4);
    return scope.concat("sides", 0, List.of(width, height));
  }
}
