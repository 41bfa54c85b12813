package io.crnas.spaces.network;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The pixels that one cell of an output can depend on: the smallest rectangle around them, which
 * may reach beyond the image, as if the image went on there. Edges belong to it.
 *
 * @param top first row, in pixels of the input
 * @param left first column
 * @param bottom last row
 * @param right last column
 */
public record ReceptiveField(int top, int left, int bottom, int right) {
  public ReceptiveField {
    if (bottom < top || right < left) {
      throw new IllegalArgumentException(
          "rows %d to %d, columns %d to %d".formatted(top, bottom, left, right));
    }
  }

  /** Rows. */
  public int height() {
    return bottom - top + 1;
  }

  /** Columns. */
  public int width() {
    return right - left + 1;
  }

  /**
   * The field of one cell. What dilation leaves out between the taps of a kernel is in it; the
   * pixels at its edges are read by some path.
   *
   * @param network with one input
   * @param output the name of an output
   * @param input the input's shape
   * @param row of the cell in that output
   * @param column of the cell in that output
   * @throws IllegalArgumentException where there is no such output, or it does not depend on the
   *     input
   */
  public static ReceptiveField of(
      Network network, String output, Shape input, int row, int column) {
    Node end = network.outputs().get(output);
    if (end == null) {
      throw new IllegalArgumentException(
          "no output " + output + " among " + network.outputs().keySet());
    }
    Map<Node, Shape> shapes = network.shapes(input);
    Map<Node, ReceptiveField> read = new HashMap<>();
    read.put(end, new ReceptiveField(row, column, row, column));
    for (Node node : network.nodes().reversed()) {
      ReceptiveField here = read.get(node);
      if (here == null) {
        continue;
      }
      if (node.layer() instanceof Layer.Input) {
        return here;
      }
      List<Node> inputs = node.inputs();
      for (int i = 0; i < inputs.size(); i++) {
        Shape from = Objects.requireNonNull(shapes.get(inputs.get(i)));
        Shape to = Objects.requireNonNull(shapes.get(node));
        if (!(node.layer() instanceof Layer.Upsample) || i == 0) {
          read.merge(inputs.get(i), here.before(node.layer(), i, from, to), ReceptiveField::union);
        }
      }
    }
    throw new IllegalArgumentException(output + " does not depend on the input");
  }

  /**
   * What a layer reads for these cells of its output.
   *
   * @param operand which of its inputs is meant
   * @param from the shape of that input
   * @param to the shape of the output
   */
  private ReceptiveField before(Layer layer, int operand, Shape from, Shape to) {
    return switch (layer) {
      case Layer.Conv c -> windows(c);
      // Its offsets are of the same window; where they lead depends on the image.
      case Layer.DeformConv c -> windows(c.plain());
      // The part that sees farthest sees what the others do.
      case Layer.MixedConv c ->
          windows(
              c.parts().stream()
                  .map(Layer.MixedConv.Part::conv)
                  .max(Comparator.comparingInt(Layer.Conv::dilation))
                  .orElseThrow());
      case Layer.MaxPool p -> windows(p.stride(), p.padding(), p.kernel() - 1);
      case Layer.ConvTranspose c -> scaled(1, c.kernel(), 1, c.kernel());
      case Layer.Upsample _ -> scaled(from.height(), to.height(), from.width(), to.width());
      case Layer.GlobalAttention _ -> operand == 0 ? this : union(whole(from));
      case Layer.GroupNorm _, Layer.GlobalAveragePool _, Layer.Flatten _, Layer.Linear _ ->
          whole(from);
      case Layer.Input _,
          Layer.BatchNorm _,
          Layer.Relu _,
          Layer.Relu6 _,
          Layer.Add _,
          Layer.Mix _,
          Layer.Concat _,
          Layer.Slice _,
          Layer.ChannelShuffle _ ->
          this;
    };
  }

  private ReceptiveField windows(Layer.Conv c) {
    return windows(c.stride(), c.padding(), c.dilation() * (c.kernel() - 1));
  }

  /** From the first cell of the first window to the last one of the last window. */
  private ReceptiveField windows(int stride, int padding, int reach) {
    return new ReceptiveField(
        top * stride - padding,
        left * stride - padding,
        bottom * stride - padding + reach,
        right * stride - padding + reach);
  }

  private ReceptiveField scaled(int height, int ofHeight, int width, int ofWidth) {
    return new ReceptiveField(
        Math.floorDiv(top * height, ofHeight),
        Math.floorDiv(left * width, ofWidth),
        Math.floorDiv(bottom * height, ofHeight),
        Math.floorDiv(right * width, ofWidth));
  }

  private static ReceptiveField whole(Shape shape) {
    return new ReceptiveField(0, 0, shape.height() - 1, shape.width() - 1);
  }

  private ReceptiveField union(ReceptiveField other) {
    return new ReceptiveField(
        Math.min(top, other.top),
        Math.min(left, other.left),
        Math.max(bottom, other.bottom),
        Math.max(right, other.right));
  }
}
