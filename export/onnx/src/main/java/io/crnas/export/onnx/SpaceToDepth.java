package io.crnas.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Two rows and two columns of an image at a time become channels before its first convolution, that
 * takes every second pixel: the same sums of the same products, of a kernel half as large over four
 * times the channels. Before a runtime multiplies integers it copies what lies under a kernel,
 * pixel by pixel; with three bytes a pixel that takes several times as long as the products do.
 *
 * @param convolution one that halves the image
 * @param kernel rows and columns of it, an odd number
 * @param weight [out, channels, kernel, kernel]
 */
record SpaceToDepth(NodeProto convolution, int kernel, Initializer weight) {
  private static final int BLOCK = 2;

  /** An image has three. */
  private static final int MOST_CHANNELS = 4;

  /** The graph with every convolution rewritten that reads so few channels. */
  static OnnxGraph of(OnnxGraph source) {
    OnnxGraph target = OnnxGraph.like(source);
    for (NodeProto operator : source.operators()) {
      at(source, operator)
          .ifPresentOrElse(
              found -> found.write(source, target), () -> target.copy(source, operator));
    }
    return target;
  }

  private static Optional<SpaceToDepth> at(OnnxGraph graph, NodeProto operator) {
    return operator.getOpType().equals("Conv")
        ? graph
            .parameter(operator.getInput(1))
            .map(weight -> new SpaceToDepth(operator, weight.shape().getLast(), weight))
            .filter(SpaceToDepth::fits)
        : Optional.empty();
  }

  private boolean fits() {
    return channels() <= MOST_CHANNELS
        && kernel % BLOCK == 1
        && has("group", 1)
        && has("dilations", 1, 1)
        && has("strides", BLOCK, BLOCK)
        && has("pads", margin(), margin(), margin(), margin());
  }

  private boolean has(String name, long... values) {
    List<Long> wanted = Arrays.stream(values).boxed().toList();
    return convolution.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .anyMatch(attribute -> integers(attribute).equals(wanted));
  }

  private static List<Long> integers(AttributeProto attribute) {
    return attribute.hasI() ? List.of(attribute.getI()) : attribute.getIntsList();
  }

  private int channels() {
    return weight.shape().get(1);
  }

  /** Pixels on each side of the one in the middle. */
  private int margin() {
    return kernel / BLOCK;
  }

  /** Blocks before the one in the middle. */
  private int before() {
    return (margin() + 1) / BLOCK;
  }

  /** Blocks behind the one in the middle. */
  private int behind() {
    return margin() / BLOCK;
  }

  private int blocks() {
    return before() + 1 + behind();
  }

  private void write(OnnxGraph source, OnnxGraph target) {
    var scope = new Scope(target, convolution.getName());
    String image = convolution.getInput(0);
    String odd =
        scope.op("odd", "Mod", scope.sizes("size", image, 2, 4), scope.integers(BLOCK, BLOCK));
    String pads = scope.concat("pads", 0, List.of(scope.integers(0, 0, 0, 0, 0, 0), odd));
    String deep =
        scope.op(
            "deep",
            "SpaceToDepth",
            List.of(scope.op("even", "Pad", image, pads)),
            Attributes.integer("blocksize", BLOCK));
    NodeProto.Builder other =
        convolution.toBuilder()
            .clearAttribute()
            .addAttribute(Attributes.integers("kernel_shape", blocks(), blocks()))
            .addAttribute(Attributes.integers("pads", before(), before(), behind(), behind()))
            .setInput(0, deep)
            .setInput(1, target.initializer(deepened(target.fresh(weight.name() + ".deep"))));
    target.copy(source, other.build());
  }

  private Initializer deepened(String name) {
    int depth = BLOCK * BLOCK * channels();
    return new Initializer(
        name,
        List.of(weight.shape().getFirst(), depth, blocks(), blocks()),
        i -> {
          int block = i / (blocks() * blocks());
          int channel = block % depth;
          int place = channel / channels();
          int row = pixel(i / blocks() % blocks(), place / BLOCK);
          int column = pixel(i % blocks(), place % BLOCK);
          return row < 0 || column < 0 || row >= kernel || column >= kernel
              ? 0
              : weight
                  .values()
                  .at(
                      ((block / depth * channels() + channel % channels()) * kernel + row) * kernel
                          + column);
        });
  }

  /** Which row or column of the kernel, where it has one there. */
  private int pixel(int block, int inside) {
    return (block - before()) * BLOCK + inside + margin();
  }
}
