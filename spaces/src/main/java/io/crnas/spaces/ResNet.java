package io.crnas.spaces;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.BatchNorm;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ResNet family as in torchvision.models.resnet: stride 2 on the 3x3 convolution.
 *
 * @param name the baseline's name
 * @param block the kind of its blocks
 * @param width channels of the stem; 64 in the published nets
 * @param baseline blocks per stage
 */
public record ResNet(String name, Block block, int width, StageAllocation baseline)
    implements Backbone {

  /** The kind of block; which of its convolutions is dilated is the paper's choice. */
  public enum Block {
    /** Two 3x3 convolutions, the second dilated. */
    BASIC(1),
    /** 1x1, 3x3, 1x1; the 3x3 dilated. */
    BOTTLENECK(4);

    private final int expansion;

    Block(int expansion) {
      this.expansion = expansion;
    }
  }

  public ResNet {
    if (width < 1) {
      throw new IllegalArgumentException("width is " + width + ", expected at least 1");
    }
    if (baseline.blocks().size() != 4) {
      throw new IllegalArgumentException("a ResNet has four stages, not " + baseline);
    }
  }

  /** ResNet18: BasicBlocks 2-2-2-2. */
  public static ResNet resnet18(int width) {
    return new ResNet("resnet18", Block.BASIC, width, StageAllocation.of(2, 2, 2, 2));
  }

  /** ResNet50: Bottlenecks 3-4-6-3. */
  public static ResNet resnet50(int width) {
    return new ResNet("resnet50", Block.BOTTLENECK, width, StageAllocation.of(3, 4, 6, 3));
  }

  /** The sets of the paper, section 4: one supernet for all depths of the ResNet series. */
  @Override
  public List<List<Integer>> stageSets() {
    List<Integer> oneToTen = IntStream.rangeClosed(1, 10).boxed().toList();
    return List.of(
        oneToTen,
        oneToTen,
        List.of(2, 3, 5, 6, 9, 11, 14, 17, 20, 23),
        List.of(2, 3, 4, 6, 7, 9, 11, 13, 15, 17));
  }

  @Override
  public List<Integer> channels() {
    return IntStream.range(0, 4).map(this::channels).boxed().toList();
  }

  private int channels(int stage) {
    return (width << stage) * block.expansion;
  }

  @Override
  public Network network(Allocation allocation, Graph graph, Sharing sharing) {
    if (allocation.stages().blocks().size() != 4) {
      throw new IllegalArgumentException("a ResNet has four stages, not " + allocation.stages());
    }
    Node image = graph.input("input", 3);
    Node x = graph.node("conv1", Conv.same(3, width, 7, 2, 1), image);
    x = graph.node("bn1", new BatchNorm(width), x);
    x = graph.node("relu", new Relu(), x);
    x = graph.node("maxpool", new MaxPool(3, 2, 1), x);
    int in = width;
    var outputs = new LinkedHashMap<String, Node>();
    for (int stage = 0; stage < 4; stage++) {
      List<Integer> dilations = allocation.dilations().dilations().get(stage);
      String layer =
          switch (sharing) {
            case NESTED -> "layer" + (stage + 1);
            case BRANCH -> "layer" + (stage + 1) + "of" + dilations.size();
          };
      for (int i = 0; i < dilations.size(); i++) {
        int stride = stage > 0 && i == 0 ? 2 : 1;
        Graph scope = graph.under(layer + "." + i + ".");
        x = block(scope, x, in, width << stage, stride, dilations.get(i));
        in = channels(stage);
      }
      outputs.put("C" + (stage + 2), x);
    }
    return new Network(outputs);
  }

  private Node block(Graph graph, Node input, int in, int planes, int stride, int dilation) {
    int out = planes * block.expansion;
    Node x =
        switch (block) {
          case BASIC -> {
            Node first = conv(graph, 1, Conv.same(in, planes, 3, stride, 1), input);
            Node active = graph.node("relu1", new Relu(), first);
            yield conv(graph, 2, Conv.same(planes, planes, 3, 1, dilation), active);
          }
          case BOTTLENECK -> {
            Node first = conv(graph, 1, Conv.same(in, planes, 1, 1, 1), input);
            Node active = graph.node("relu1", new Relu(), first);
            Node second = conv(graph, 2, Conv.same(planes, planes, 3, stride, dilation), active);
            Node again = graph.node("relu2", new Relu(), second);
            yield conv(graph, 3, Conv.same(planes, out, 1, 1, 1), again);
          }
        };
    Node shortcut = input;
    if (stride != 1 || in != out) {
      shortcut = graph.node("downsample.0", Conv.same(in, out, 1, stride, 1), input);
      shortcut = graph.node("downsample.1", new BatchNorm(out), shortcut);
    }
    return graph.node("relu", new Relu(), graph.node("add", new Add(), x, shortcut));
  }

  private static Node conv(Graph graph, int index, Conv conv, Node input) {
    Node x = graph.node("conv" + index, conv, input);
    return graph.node("bn" + index, new BatchNorm(conv.out()), x);
  }
}
