package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.crnas.runtime.Preprocessing;
import io.crnas.runtime.Resize;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * What a graph makes of pictures, bytes [N, height, width, 3], before its networks see them:
 * brought to size, normalised and padded, as {@link Preprocessing} does it.
 */
final class PictureInput {
  /** The name of the input. */
  static final String NAME = "pixels";

  private static final int CHANNELS = 3;

  private final Scope scope;
  private final Preprocessing preprocessing;

  private PictureInput(OnnxGraph graph, Preprocessing preprocessing) {
    this.scope = new Scope(graph, NAME);
    this.preprocessing = preprocessing;
  }

  /**
   * Writes it.
   *
   * @param prepared the name of what the networks see, [N, 3, rows, columns]
   */
  static ImageSizes write(OnnxGraph graph, Preprocessing preprocessing, String prepared) {
    graph.input(ValueShapes.pictures(NAME));
    return new PictureInput(graph, preprocessing).write(prepared);
  }

  private ImageSizes write(String prepared) {
    String batch = scope.sizes("batch", NAME, 0, 1);
    String given = scope.sizes("given", NAME, 1, 3);
    String wanted = wanted(given);
    String normal = normal(resized(given, wanted));
    scope
        .graph()
        .operator(
            prepared + ".prepared",
            "Identity",
            List.of(padded(normal, wanted)),
            List.of(prepared),
            List.of());
    String limits = scope.toFloat("limits", reversed("content", wanted));
    String ratio =
        scope.op("ratio", "Div", scope.toFloat("whole", reversed("picture", given)), limits);
    return new ImageSizes(
        batch,
        scope.op("height", "Slice", wanted, scope.integers(0), scope.integers(1)),
        ImageSizes.sides(scope, prepared),
        limits,
        Optional.of(scope.concat("ratios", 0, List.of(ratio, ratio))));
  }

  /** Height and width after the resize, integers [2]. */
  private String wanted(String given) {
    return switch (preprocessing.resize()) {
      case Resize.Stretched(int height, int width) -> scope.integers(height, width);
      case Resize.KeptAspect(int shorter, int longer) -> {
        String sides = scope.toFloat("sides", given);
        String scale =
            scope.op(
                "scale",
                "Min",
                share("shorter", "ReduceMin", sides, shorter),
                share("longer", "ReduceMax", sides, longer));
        // Each side in double precision, rounded down, of a scale in single precision.
        String exact = scope.op("exact", "Mul", toDouble("of", sides), toDouble("by", scale));
        yield scope.op("wanted", "Max", scope.toInteger("whole.sides", exact), scope.integers(1));
      }
    };
  }

  /**
   * What one side may be of what it is; a product with the reciprocal, as PyTorch divides. ONNX
   * Runtime's reciprocal of single precision may be the neighbour of the right one.
   */
  private String share(String name, String which, String sides, int most) {
    String side =
        scope.op(name + ".side", which, List.of(sides), Attributes.integer("keepdims", 1));
    String one = toDouble(name + ".one", scope.number(1));
    String part = scope.op(name + ".part", "Div", one, toDouble(name + ".exact", side));
    return scope.op(name, "Mul", scope.number(most), scope.toFloat(name + ".reciprocal", part));
  }

  private String toDouble(String name, String value) {
    return scope.op(name, "Cast", List.of(value), Attributes.integer("to", DataType.DOUBLE_VALUE));
  }

  /**
   * [N, 3, height, width], by the sums of {@link Preprocessing} in their order, and so to the last
   * bit, which the operator Resize leaves to the runtime.
   */
  private String resized(String given, String wanted) {
    Axis rows = axis("rows", given, wanted, 0);
    Axis columns = axis("columns", given, wanted, 1);
    String down = scope.reshape("down", rows.weight(), scope.integers(-1, 1, 1));
    String across = scope.reshape("across", columns.weight(), scope.integers(-1, 1));
    String above = between("above", row("above", rows.before()), columns, across);
    String below = between("below", row("below", rows.after()), columns, across);
    String pixels = mixed("between", above, below, down);
    return scope.op(
        "planes", "Transpose", List.of(pixels), Attributes.integers("perm", 0, 3, 1, 2));
  }

  /**
   * One axis of a bilinear resize.
   *
   * @param before for each place of the result the pixel before it, integers
   * @param after the one after it
   * @param weight of the latter, numbers
   */
  private record Axis(String before, String after, String weight) {}

  private Axis axis(String name, String given, String wanted, int which) {
    Scope at = scope.under(name);
    String place = at.graph().integer(which);
    String from = at.op("from", "Gather", given, place);
    String to = at.op("to", "Gather", wanted, place);
    String scale = at.op("scale", "Div", at.toFloat("all", from), at.toFloat("some", to));
    String counting = at.op("places", "Range", at.graph().integer(0), to, at.graph().integer(1));
    String middle = at.op("middle", "Add", at.toFloat("numbers", counting), at.number(0.5));
    String source = at.op("source", "Sub", at.op("scaled", "Mul", scale, middle), at.number(0.5));
    String inside = at.op("inside", "Max", source, at.number(0));
    String last = at.op("last", "Sub", from, at.graph().integer(1));
    String before = at.op("before", "Min", at.toInteger("low", inside), last);
    String next = at.op("next", "Add", before, at.graph().integer(1));
    return new Axis(
        before,
        at.op("after", "Min", next, last),
        at.op("weight", "Sub", inside, at.toFloat("place", before)));
  }

  private String row(String name, String rows) {
    return gathered(name + ".rows", NAME, rows, 1);
  }

  /** A row as wide as the result. */
  private String between(String name, String row, Axis columns, String weight) {
    String left = gathered(name + ".left", row, columns.before(), 2);
    String right = gathered(name + ".right", row, columns.after(), 2);
    return mixed(
        name,
        scope.toFloat(name + ".left.numbers", left),
        scope.toFloat(name + ".right.numbers", right),
        weight);
  }

  private String gathered(String name, String values, String places, int axis) {
    return scope.op(name, "Gather", List.of(values, places), Attributes.integer("axis", axis));
  }

  private String mixed(String name, String one, String other, String weight) {
    String rest = scope.op(name + ".rest", "Sub", scope.number(1), weight);
    return scope.op(
        name,
        "Add",
        scope.op(name + ".one", "Mul", one, rest),
        scope.op(name + ".other", "Mul", other, weight));
  }

  private String normal(String resized) {
    String factor = perChannel("factor", channel -> 1 / (255f * std((int) channel)));
    String shift =
        perChannel(
            "shift",
            channel -> -preprocessing.mean().get((int) channel).floatValue() / std((int) channel));
    return scope.op("normal", "Add", scope.op("scaled", "Mul", resized, factor), shift);
  }

  private float std(int channel) {
    return preprocessing.std().get(channel).floatValue();
  }

  private String perChannel(String name, DoubleUnaryOperator value) {
    return scope
        .graph()
        .initializer(
            new Initializer(
                scope.graph().fresh(scope.place() + "." + name),
                List.of(CHANNELS, 1, 1),
                i -> (float) value.applyAsDouble(i)));
  }

  /** With zeros on the right and at the bottom. */
  private String padded(String normal, String wanted) {
    int multiple = preprocessing.multiple();
    if (multiple == 1) {
      return normal;
    }
    String over =
        scope.op("over", "Mod", scope.op("short", "Neg", wanted), scope.integers(multiple));
    String pads = scope.concat("pads", 0, List.of(scope.integers(0, 0, 0, 0, 0, 0), over));
    return scope.op("padded", "Pad", normal, pads, scope.number(0));
  }

  private String reversed(String name, String two) {
    return scope.op(name, "Gather", two, scope.integers(1, 0));
  }
}
