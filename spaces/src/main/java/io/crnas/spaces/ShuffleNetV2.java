package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Layer.BatchNorm;
import io.crnas.spaces.network.Layer.ChannelShuffle;
import io.crnas.spaces.network.Layer.Concat;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Layer.Slice;
import io.crnas.spaces.network.Node;
import java.util.List;
import java.util.stream.IntStream;

/**
 * ShuffleNetV2 (Ma et al., ECCV 2018) as in torchvision.models.shufflenetv2, without its last 1x1
 * convolution. It has no block at stride 4, so C2 is the stem and an allocation has three numbers.
 * The stage sets, and that the depthwise 3x3 of the second branch is dilated, are ours.
 *
 * @param width 0.5, 1, 1.5 or 2: which of the published nets
 */
record ShuffleNetV2(double width) implements Backbone {
  private static final int STEM = 24;

  ShuffleNetV2 {
    if (!List.of(0.5, 1.0, 1.5, 2.0).contains(width)) {
      throw new IllegalArgumentException("width is " + width + ", expected 0.5, 1, 1.5 or 2");
    }
  }

  @Override
  public String name() {
    return "shufflenetv2";
  }

  @Override
  public String canonical() {
    return "ShuffleNetV2[width=" + width + "]";
  }

  @Override
  public Layout layout() {
    int channels = width == 0.5 ? 48 : width == 1 ? 116 : width == 1.5 ? 176 : 244;
    return new Layout(
        STEM,
        4,
        List.of(
            new Stage("stage2", channels, 8, 4, upTo(8)),
            new Stage("stage3", 2 * channels, 16, 8, upTo(12)),
            new Stage("stage4", 4 * channels, 32, 4, upTo(8))));
  }

  private static List<Integer> upTo(int most) {
    return IntStream.rangeClosed(1, most).boxed().toList();
  }

  @Override
  public Node stem(Graph graph, Node image) {
    Node x = active(graph, "conv1.", 0, new Conv(3, STEM, 3, 2, 1, 1, 1, false), STEM, image);
    return graph.node("maxpool", new MaxPool(3, 2, 1), x);
  }

  /** Other kernels and Xception's block are choices of Guo et al., "Single Path One-Shot". */
  @Override
  public boolean has(Variant variant) {
    return variant.expansion().isEmpty() && (!variant.xception() || variant.kernel() == 3);
  }

  /** Half of the channels pass by; where the block halves the resolution both halves are made. */
  @Override
  public Node block(Graph graph, Node input, BlockShape shape) {
    int half = shape.out() / 2;
    boolean isFirst = shape.stride() > 1;
    Variant variant = shape.variant();
    Node left;
    Node right = input;
    int in = shape.in();
    if (isFirst) {
      Layer halving = Variant.of(variant.kernel()).convolution(in, in, shape.stride(), in);
      left = norm(graph, "branch1.", 0, halving, in, input);
      left = active(graph, "branch1.", 2, Conv.same(in, half, 1, 1, 1), half, left);
    } else {
      left = graph.node("left", new Slice(0, half), input);
      right = graph.node("right", new Slice(half, in), input);
      in = in - half;
    }
    right =
        variant.xception()
            ? xception(graph, right, in, half, shape)
            : shuffle(graph, right, in, half, shape);
    return graph.node(
        "shuffle", new ChannelShuffle(2), graph.node("concat", new Concat(), left, right));
  }

  private static Node shuffle(Graph graph, Node input, int in, int out, BlockShape shape) {
    Layer depthwise = shape.variant().convolution(out, out, shape.stride(), out);
    Node x = active(graph, "branch2.", 0, Conv.same(in, out, 1, 1, 1), out, input);
    x = norm(graph, "branch2.", 3, depthwise, out, x);
    return active(graph, "branch2.", 5, Conv.same(out, out, 1, 1, 1), out, x);
  }

  /** Three times a depthwise and a 1x1 convolution. */
  private static Node xception(Graph graph, Node input, int in, int out, BlockShape shape) {
    Node x = input;
    int channels = in;
    for (int i = 0; i < 3; i++) {
      Layer depthwise =
          shape.variant().convolution(channels, channels, i == 0 ? shape.stride() : 1, channels);
      x = norm(graph, "branch2.", 5 * i, depthwise, channels, x);
      x = active(graph, "branch2.", 5 * i + 2, Conv.same(channels, out, 1, 1, 1), out, x);
      channels = out;
    }
    return x;
  }

  private static Node norm(Graph graph, String branch, int index, Layer conv, int out, Node input) {
    Node x = graph.node(branch + index, conv, input);
    return graph.node(branch + (index + 1), new BatchNorm(out), x);
  }

  private static Node active(
      Graph graph, String branch, int index, Layer conv, int out, Node input) {
    Node x = norm(graph, branch, index, conv, out, input);
    return graph.node(branch + (index + 2), new Relu(), x);
  }
}
