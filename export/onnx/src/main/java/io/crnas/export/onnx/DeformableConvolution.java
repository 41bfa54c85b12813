package io.crnas.export.onnx;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import io.crnas.spaces.network.Parameter;
import io.crnas.spaces.weights.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * A deformable convolution: the operator of that name from opset 19 on, and before it each tap of
 * each cell sampled and multiplied by a 1x1 convolution. It stays in single precision, since places
 * in an image are too large for numbers of less.
 */
final class DeformableConvolution {
  /** Has GridSample. */
  private static final int LEAST_OPSET = 16;

  /** Has DeformConv. */
  private static final int OF_ITS_OWN = 19;

  /** An input that is left out. */
  private static final String NO_BIAS = "";

  private final OnnxGraph graph;
  private final String name;
  private final Layer.DeformConv layer;
  private final Layer.Conv conv;
  private final Layer.Conv offsets;
  private final Weights weights;
  private final Scope scope;

  /**
   * @param name of its last operator; those before it are named behind it
   */
  DeformableConvolution(OnnxGraph graph, String name, Layer.DeformConv layer, Weights weights) {
    this.graph = graph;
    this.name = name;
    this.layer = layer;
    this.conv = layer.plain();
    this.offsets = layer.offsets();
    this.weights = weights;
    this.scope = new Scope(graph, name);
  }

  /**
   * Adds its operators.
   *
   * @param input what it reads, [N, C, H, W]
   * @param value what it makes is called
   */
  void add(String input, Node node, String value) {
    if (graph.opset() < LEAST_OPSET) {
      throw new InvalidInputException(
          "onnx.opset", "" + graph.opset(), "at least 16 for a deformable convolution");
    }
    List<Parameter> parameters = Parameter.of(node);
    String told =
        scope.op(
            "conv_offset",
            "Conv",
            List.of(input, parameter(parameters.get(1)), parameter(parameters.get(2))),
            Attributes.window(offsets));
    String offsets = layer.modulated() ? part("offsets", told, 0, 2) : told;
    if (graph.opset() >= OF_ITS_OWN) {
      List<String> read =
          new ArrayList<>(List.of(input, parameter(parameters.getFirst()), offsets));
      if (layer.modulated()) {
        read.addAll(List.of(NO_BIAS, masks(told)));
      }
      graph.operator(name, "DeformConv", read, List.of(value), List.of(Attributes.window(conv)));
      return;
    }
    Layer.Conv product =
        new Layer.Conv(conv.in() * taps(), conv.out(), 1, 1, 0, 1, conv.groups(), false);
    float[] weight = weights.get(parameters.getFirst().name()).data();
    String flat =
        graph.initializer(
            new Initializer(
                parameters.getFirst().name(),
                List.of(conv.out(), conv.in() / conv.groups() * taps(), 1, 1),
                i -> weight[i]));
    graph.operator(
        name,
        "Conv",
        List.of(sampled(input, told, offsets), flat),
        List.of(value),
        List.of(Attributes.window(product)));
  }

  /** [N, C taps, h, w]: what each tap of each cell reads. */
  private String sampled(String input, String told, String offsets) {
    String apart = scope.reshape("apart", offsets, scope.integers(0, taps(), 2, -1));
    String places =
        scope.op(
            "places",
            "Concat",
            List.of(
                axis(scope.under("x"), input, told, apart, 1),
                axis(scope.under("y"), input, told, apart, 0)),
            Attributes.integer("axis", 3));
    String read =
        scope.op(
            "sample",
            "GridSample",
            List.of(input, places),
            Attributes.text("mode", "bilinear"),
            Attributes.text("padding_mode", "zeros"),
            Attributes.integer("align_corners", 0));
    String weighed =
        layer.modulated()
            ? scope.op(
                "masked",
                "Mul",
                read,
                scope.reshape("masks", masks(told), scope.integers(0, 1, taps(), -1)))
            : read;
    return scope.reshape(
        "taps",
        weighed,
        scope.sizes("images", told, 0, 1),
        scope.integers((long) conv.in() * taps()),
        scope.sizes("size", told, 2, 4));
  }

  /** [N, taps, h, w]. */
  private String masks(String told) {
    return scope.op("mask", "Sigmoid", part("masks_of", told, 2, 3));
  }

  /** Some of the channels of what is told, so many for each tap. */
  private String part(String name, String told, int from, int to) {
    return scope.op(
        name,
        "Slice",
        told,
        scope.integers((long) from * taps()),
        scope.integers((long) to * taps()),
        scope.integers(1));
  }

  /**
   * Where each tap of each cell reads along an axis, [N, taps, h w, 1]: -1 at one edge of the image
   * and 1 at the other.
   *
   * @param direction 0 is down, 1 to the right
   */
  private String axis(Scope at, String input, String told, String apart, int direction) {
    String offset =
        at.op(
            "offset",
            "Gather",
            List.of(apart, graph.integer(direction)),
            Attributes.integer("axis", 2));
    String count = at.op("count", "Squeeze", at.sizes("cells", told, 2 + direction, 3 + direction));
    String cells = at.op("range", "Range", graph.integer(0), count, graph.integer(1));
    String steps = at.op("steps", "Mul", at.toFloat("cell", cells), at.number(conv.stride()));
    String along =
        at.reshape("along", steps, direction == 0 ? at.integers(-1, 1) : at.integers(1, -1));
    String whole = at.op("whole", "Expand", along, at.sizes("size", told, 2, 4));
    String undeformed =
        at.op(
            "undeformed",
            "Add",
            at.reshape("flat", whole, at.integers(1, -1)),
            at.table("middles", middles(direction), 1));
    String pixels = at.op("pixels", "Add", offset, undeformed);
    String side = at.toFloat("side", at.sizes("of", input, 2 + direction, 3 + direction));
    String doubled = at.op("doubled", "Mul", pixels, at.number(2));
    String place = at.op("place", "Sub", at.op("share", "Div", doubled, side), at.number(1));
    return at.unsqueeze("column", place, 3);
  }

  /** Of each tap, from the edge of the image, the middle of the pixel that the first cell reads. */
  private float[] middles(int direction) {
    float[] middles = new float[taps()];
    for (int tap = 0; tap < middles.length; tap++) {
      int step = direction == 0 ? tap / conv.kernel() : tap % conv.kernel();
      middles[tap] = step * conv.dilation() - conv.padding() + 0.5f;
    }
    return middles;
  }

  private int taps() {
    return layer.taps();
  }

  private String parameter(Parameter parameter) {
    float[] data = weights.get(parameter.name()).data();
    return graph.initializer(new Initializer(parameter.name(), parameter.shape(), i -> data[i]));
  }
}
