package io.crnas.export.onnx;

import io.crnas.spaces.detector.Coder;
import java.util.List;

/**
 * Boxes of any leading shape.
 *
 * @param low left and top, [.., 2]
 * @param high right and bottom, [.., 2]
 */
record Corners(String low, String high) {

  /** Of boxes [.., 4]. */
  static Corners of(Scope scope, String boxes) {
    List<String> halves = halves(scope, "corners", boxes);
    return new Corners(halves.getFirst(), halves.getLast());
  }

  private static List<String> halves(Scope scope, String name, String four) {
    return scope.ops(
        name,
        "Split",
        List.of(four, scope.integers(2, 2)),
        List.of("low", "high"),
        Attributes.integer("axis", -1));
  }

  /** The boxes that four numbers each [.., 4] say, relative to these. */
  Corners decoded(Scope scope, Coder coder, String numbers) {
    List<String> halves = halves(scope, "numbers", numbers);
    String size = scope.op("size", "Sub", high, low);
    return switch (coder) {
      case Coder.Deltas deltas -> {
        String half = scope.op("half", "Mul", size, scope.number(0.5));
        String centre = scope.op("centre", "Add", low, half);
        String move = over(scope, "move", halves.getFirst(), deltas.centre());
        String moved = scope.op("moved", "Add", centre, scope.op("shift", "Mul", move, size));
        String growth = over(scope, "growth", halves.getLast(), deltas.size());
        String most = scope.number(Coder.Deltas.LARGEST_LOG_RATIO);
        String factor = scope.op("factor", "Exp", scope.op("limited", "Min", growth, most));
        String reach = scope.op("reach", "Mul", half, factor);
        yield around(scope, moved, reach, reach);
      }
      case Coder.Distances _ -> {
        String sum = scope.op("sum", "Add", low, high);
        String centre = scope.op("centre", "Mul", sum, scope.number(0.5));
        yield around(
            scope,
            centre,
            scope.op("before", "Mul", halves.getFirst(), size),
            scope.op("behind", "Mul", halves.getLast(), size));
      }
    };
  }

  private static Corners around(Scope scope, String centre, String before, String behind) {
    return new Corners(
        scope.op("low", "Sub", centre, before), scope.op("high", "Add", centre, behind));
  }

  private static String over(Scope scope, String name, String value, double weight) {
    return weight == 1 ? value : scope.op(name, "Div", value, scope.number(weight));
  }

  /**
   * Cut at the edges.
   *
   * @param limits width and height, of a shape that fits
   */
  Corners clipped(Scope scope, String limits) {
    return new Corners(
        clipped(scope.under("low"), low, limits), clipped(scope.under("high"), high, limits));
  }

  private static String clipped(Scope scope, String values, String limits) {
    String above = scope.op("above", "Max", values, scope.number(0));
    return scope.op("inside", "Min", above, limits);
  }

  /** Width and height apart, each of the leading shape. */
  private List<String> sides(Scope scope) {
    String size = scope.op("sides", "Sub", high, low);
    return List.of(side(scope, "width", size, 0), side(scope, "height", size, 1));
  }

  private static String side(Scope scope, String name, String size, int which) {
    return scope.op(
        name,
        "Gather",
        List.of(size, scope.graph().integer(which)),
        Attributes.integer("axis", -1));
  }

  /** Of the leading shape, whether both sides are at least so long. */
  String atLeast(Scope scope, double side) {
    List<String> sides = sides(scope);
    String shorter = scope.op("shorter", "Min", sides.getFirst(), sides.getLast());
    return scope.op("large", "GreaterOrEqual", shorter, scope.number(side));
  }

  /** Of the leading shape. */
  String areas(Scope scope) {
    List<String> sides = sides(scope);
    return scope.op("areas", "Mul", sides.getFirst(), sides.getLast());
  }

  /** [.., 4]. */
  String boxes(Scope scope) {
    return scope.concat("boxes", -1, List.of(low, high));
  }
}
