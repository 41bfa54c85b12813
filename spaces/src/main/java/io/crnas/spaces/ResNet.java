package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.BatchNorm;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * ResNet (He et al., CVPR 2016) and ResNeXt (Xie et al., CVPR 2017) as in
 * torchvision.models.resnet: stride 2 on the 3x3 convolution.
 *
 * <p>The stage sets are those of the paper, section 4: one supernet for all depths. That they serve
 * ResNet34, ResNet152 and the ResNeXts too is our choice; a baseline's own number of blocks is
 * added where the paper's set lacks it.
 *
 * @param name the baseline's name
 * @param block the kind of its blocks
 * @param width channels of the stem; 64 in the published nets
 * @param baseline blocks per stage
 */
public record ResNet(String name, Block block, int width, StageAllocation baseline)
    implements Backbone {
  private static final List<Integer> ONE_TO_TEN = IntStream.rangeClosed(1, 10).boxed().toList();

  /** The sets of the paper. */
  private static final List<List<Integer>> DEPTHS =
      List.of(
          ONE_TO_TEN,
          ONE_TO_TEN,
          List.of(2, 3, 5, 6, 9, 11, 14, 17, 20, 23),
          List.of(2, 3, 4, 6, 7, 9, 11, 13, 15, 17));

  /** The kind of block; which of its convolutions is dilated is the paper's choice. */
  public enum Block {
    /** Two 3x3 convolutions, the second dilated or of another kernel. */
    BASIC(1, 1, 1),
    /** 1x1, 3x3, 1x1; the 3x3 dilated or of another kernel. */
    BOTTLENECK(4, 1, 1),
    /** A bottleneck of twice the inner width, its 3x3 in 32 groups: ResNeXt's 32x4d. */
    BOTTLENECK_32X4D(4, 2, 32);

    private final int expansion;
    private final int inner;
    private final int groups;

    Block(int expansion, int inner, int groups) {
      this.expansion = expansion;
      this.inner = inner;
      this.groups = groups;
    }
  }

  public ResNet {
    if (width < 1 || width * block.inner % block.groups != 0) {
      throw new IllegalArgumentException(
          "width is %d, expected a multiple of %d".formatted(width, block.groups / block.inner));
    }
    if (baseline.blocks().size() != 4) {
      throw new IllegalArgumentException("a ResNet has four stages, not " + baseline);
    }
  }

  /** ResNet18: BasicBlocks 2-2-2-2. */
  public static ResNet resnet18(int width) {
    return new ResNet("resnet18", Block.BASIC, width, StageAllocation.of(2, 2, 2, 2));
  }

  /** ResNet34: BasicBlocks 3-4-6-3. */
  public static ResNet resnet34(int width) {
    return new ResNet("resnet34", Block.BASIC, width, StageAllocation.of(3, 4, 6, 3));
  }

  /** ResNet50: Bottlenecks 3-4-6-3. */
  public static ResNet resnet50(int width) {
    return new ResNet("resnet50", Block.BOTTLENECK, width, StageAllocation.of(3, 4, 6, 3));
  }

  /** ResNet101: Bottlenecks 3-4-23-3. */
  public static ResNet resnet101(int width) {
    return new ResNet("resnet101", Block.BOTTLENECK, width, StageAllocation.of(3, 4, 23, 3));
  }

  /** ResNet152: Bottlenecks 3-8-36-3. */
  public static ResNet resnet152(int width) {
    return new ResNet("resnet152", Block.BOTTLENECK, width, StageAllocation.of(3, 8, 36, 3));
  }

  /** ResNeXt50-32x4d: grouped Bottlenecks 3-4-6-3; the width is a multiple of 16. */
  public static ResNet resnext50(int width) {
    return new ResNet(
        "resnext50-32x4d", Block.BOTTLENECK_32X4D, width, StageAllocation.of(3, 4, 6, 3));
  }

  /** ResNeXt101-32x4d: grouped Bottlenecks 3-4-23-3; the width is a multiple of 16. */
  public static ResNet resnext101(int width) {
    return new ResNet(
        "resnext101-32x4d", Block.BOTTLENECK_32X4D, width, StageAllocation.of(3, 4, 23, 3));
  }

  @Override
  public String canonical() {
    return "ResNet[name=%s, block=%s, width=%s, baseline=%s]"
        .formatted(
            name,
            switch (block) {
              case BASIC -> "BASIC";
              case BOTTLENECK -> "BOTTLENECK";
              case BOTTLENECK_32X4D -> "BOTTLENECK_32X4D";
            },
            width,
            baseline);
  }

  @Override
  public Layout layout() {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int blocks = baseline.blocks().get(i);
      var depths = new TreeSet<>(DEPTHS.get(i));
      depths.add(blocks);
      stages.add(
          new Stage(
              "layer" + (i + 1),
              (width << i) * block.expansion,
              4 << i,
              blocks,
              List.copyOf(depths)));
    }
    return new Layout(width, 4, stages);
  }

  @Override
  public Node stem(Graph graph, Node image) {
    Node x = graph.node("conv1", Conv.same(3, width, 7, 2, 1), image);
    x = graph.node("bn1", new BatchNorm(width), x);
    x = graph.node("relu", new Relu(), x);
    return graph.node("maxpool", new MaxPool(3, 2, 1), x);
  }

  @Override
  public Node block(Graph graph, Node input, BlockShape shape) {
    return block(graph, input, shape, shape.stride() != 1 || shape.in() != shape.out());
  }

  /**
   * @param projected whether a 1x1 convolution is on its shortcut
   */
  Node block(Graph graph, Node input, BlockShape shape, boolean projected) {
    int in = shape.in();
    int out = shape.out();
    int inner = out / block.expansion * block.inner;
    int stride = shape.stride();
    Node x =
        switch (block) {
          case BASIC -> {
            Node first = conv(graph, 1, Conv.same(in, inner, 3, stride, 1), inner, input);
            Node active = graph.node("relu1", new Relu(), first);
            yield conv(graph, 2, shape.variant().convolution(inner, out, 1, 1), out, active);
          }
          case BOTTLENECK, BOTTLENECK_32X4D -> {
            Node first = conv(graph, 1, Conv.same(in, inner, 1, 1, 1), inner, input);
            Node active = graph.node("relu1", new Relu(), first);
            Layer grouped = shape.variant().convolution(inner, inner, stride, block.groups);
            Node second = conv(graph, 2, grouped, inner, active);
            Node again = graph.node("relu2", new Relu(), second);
            yield conv(graph, 3, Conv.same(inner, out, 1, 1, 1), out, again);
          }
        };
    Node shortcut = input;
    if (projected) {
      shortcut = graph.node("downsample.0", Conv.same(in, out, 1, stride, 1), input);
      shortcut = graph.node("downsample.1", new BatchNorm(out), shortcut);
    }
    return graph.node("relu", new Relu(), graph.node("add", new Add(), x, shortcut));
  }

  private static Node conv(Graph graph, int index, Layer conv, int out, Node input) {
    Node x = graph.node("conv" + index, conv, input);
    return graph.node("bn" + index, new BatchNorm(out), x);
  }
}
