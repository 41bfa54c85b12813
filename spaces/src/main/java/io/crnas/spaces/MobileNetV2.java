package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.BatchNorm;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.Relu6;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * MobileNetV2 (Sandler et al., CVPR 2018) as in torchvision.models.mobilenetv2, without its last
 * 1x1 convolution.
 *
 * <p>How its blocks are grouped is ours, since the paper's sets for it are not known to us. A stage
 * is, as the paper has it, blocks of one structure; so there are six: 24 channels at stride 4, 32
 * at 8, 64 and 96 at 16, 160 and 320 at 32, and C4 and C5 come from the last of a stride. The one
 * block of 16 channels at stride 2 belongs to the stem. A block does not cost the same in every
 * stage; that the sets go a little beyond the baseline's blocks is ours too. Dilated is the
 * depthwise 3x3 (the paper).
 *
 * @param width factor on all channels, which are then rounded to multiples of 8; 1 in the published
 *     net
 */
public record MobileNetV2(double width) implements Backbone {
  private static final String FEATURES = "features.";
  private static final int EXPANSION = 6;

  public MobileNetV2 {
    if (!(width > 0 && width <= 16)) {
      throw new IllegalArgumentException("width is " + width + ", expected above 0 and at most 16");
    }
  }

  @Override
  public String name() {
    return "mobilenetv2";
  }

  @Override
  public String canonical() {
    return "MobileNetV2[width=" + width + "]";
  }

  @Override
  public Layout layout() {
    return new Layout(
        channels(16),
        2,
        List.of(
            new Stage("stage1", channels(24), 4, 2, upTo(4)),
            new Stage("stage2", channels(32), 8, 3, upTo(6)),
            new Stage("stage3", channels(64), 16, 4, upTo(8)),
            new Stage("stage4", channels(96), 16, 3, upTo(6)),
            new Stage("stage5", channels(160), 32, 3, upTo(6)),
            new Stage("stage6", channels(320), 32, 1, upTo(2))));
  }

  private static List<Integer> upTo(int most) {
    return IntStream.rangeClosed(1, most).boxed().toList();
  }

  private int channels(int published) {
    return multipleOf8(published * width);
  }

  /** The nearest multiple of 8, unless that takes more than a tenth away. */
  private static int multipleOf8(double wanted) {
    int rounded = Math.max(8, (int) (wanted + 4) / 8 * 8);
    return rounded < 0.9 * wanted ? rounded + 8 : rounded;
  }

  @Override
  public String path(Stage stage, int index, int before) {
    return FEATURES + (before + 2);
  }

  @Override
  public Node stem(Graph graph, Node image) {
    Graph features = graph.under(FEATURES);
    Node x =
        active(features, "0", new Conv(3, channels(32), 3, 2, 1, 1, 1, false), channels(32), image);
    return inverted(
        features.under("1.conv."),
        1,
        x,
        new BlockShape(channels(32), channels(16), 1, Variant.dilated(1), 1, true));
  }

  /**
   * What the published net has behind C5: a 1x1 convolution to 1280 channels or more, from {@code
   * features} [N, C, h, w] to {@code last}. A detector does not read it, and it is no part of the
   * backbone; the paper seems to count it.
   */
  public Network lastConvolution(StageAllocation stages) {
    int last = multipleOf8(1280 * Math.max(1, width));
    Graph graph = new Graph();
    Node features = graph.input("features", channels(320));
    var outputs = new LinkedHashMap<String, Node>();
    outputs.put(
        "last",
        active(
            graph.under(FEATURES),
            "" + (stages.depth() + 2),
            Conv.same(channels(320), last, 1, 1, 1),
            last,
            features));
    return new Network(outputs);
  }

  @Override
  public int expansion() {
    return EXPANSION;
  }

  /** Other expansions are choices of Cai et al., "ProxylessNAS", ICLR 2019. */
  @Override
  public boolean has(Variant variant) {
    return !variant.xception();
  }

  @Override
  public Node block(Graph graph, Node input, BlockShape shape) {
    int expansion = shape.variant().expansion().orElse(EXPANSION);
    return inverted(graph.under("conv."), expansion, input, shape);
  }

  /** An inverted residual: expanded by a 1x1, filtered by a depthwise 3x3, projected by a 1x1. */
  private static Node inverted(Graph graph, int expansion, Node input, BlockShape shape) {
    int hidden = shape.in() * expansion;
    int index = 0;
    Node x = input;
    if (expansion > 1) {
      x = active(graph, "" + index++, Conv.same(shape.in(), hidden, 1, 1, 1), hidden, x);
    }
    Layer depthwise = shape.variant().convolution(hidden, hidden, shape.stride(), hidden);
    x = active(graph, "" + index++, depthwise, hidden, x);
    x = graph.node("" + index++, Conv.same(hidden, shape.out(), 1, 1, 1), x);
    x = graph.node("" + index, new BatchNorm(shape.out()), x);
    return shape.stride() == 1 && shape.in() == shape.out()
        ? graph.node("add", new Add(), input, x)
        : x;
  }

  private static Node active(Graph graph, String module, Layer conv, int out, Node input) {
    Node x = graph.node(module + ".0", conv, input);
    x = graph.node(module + ".1", new BatchNorm(out), x);
    return graph.node(module + ".2", new Relu6(), x);
  }
}
