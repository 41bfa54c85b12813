package io.crnas.export.onnx;

import java.util.List;

/**
 * What the graph learns of its input when it runs.
 *
 * @param batch how many images, integers [1]
 * @param height in pixels, integers [1]
 * @param sides width and height in pixels, integers [2]
 * @param limits the same as numbers
 */
record ImageSizes(String batch, String height, String sides, String limits) {

  static ImageSizes of(Scope scope, String input) {
    String batch = scope.sizes("batch", input, 0, 1);
    String height = scope.sizes("height", input, 2, 3);
    String sides = sides(scope, input);
    return new ImageSizes(batch, height, sides, scope.toFloat("limits", sides));
  }

  /** Width and height of [N, C, H, W], integers [2]. */
  static String sides(Scope scope, String value) {
    String height = scope.sizes("rows", value, 2, 3);
    String width = scope.sizes("columns", value, 3, 4);
    return scope.concat("sides", 0, List.of(width, height));
  }
}
