package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * DetNet-59 (Li et al., ECCV 2018): a ResNet50 whose fourth stage of blocks keeps the resolution
 * and the channels of the third, and a fifth of the same. Their 3x3 convolutions have dilation 2,
 * and each begins with a 1x1 convolution on the shortcut, though no size changes. Its levels are C2
 * to C6, of which the last three have stride 16.
 *
 * <p>Blocks are those of {@link ResNet}, with the stride on the 3x3 convolution; the published net
 * has it on the first 1x1. A dilation of an allocation multiplies that of a stage. The sets of the
 * last two stages are ours.
 *
 * @param width channels of the stem; 64 in the published net
 */
record DetNet(int width) implements Backbone {
  private static final int STRIDE = 16;
  private static final int DILATION = 2;
  private static final List<Integer> ONE_TO_TEN = IntStream.rangeClosed(1, 10).boxed().toList();

  DetNet {
    if (width < 1) {
      throw new IllegalArgumentException("width is " + width + ", expected at least 1");
    }
  }

  @Override
  public String name() {
    return "detnet59";
  }

  @Override
  public String canonical() {
    return "DetNet[width=" + width + "]";
  }

  @Override
  public Layout layout() {
    List<Stage> stages = new ArrayList<>(ofResNet().layout().stages().subList(0, 3));
    int channels = stages.getLast().channels();
    stages.add(new Stage("layer4", channels, STRIDE, 5, DILATION, 3, ONE_TO_TEN));
    stages.add(new Stage("layer5", channels, STRIDE, 6, DILATION, 3, ONE_TO_TEN));
    return new Layout(width, 4, stages);
  }

  private ResNet ofResNet() {
    return ResNet.resnet50(width);
  }

  @Override
  public Node stem(Graph graph, Node image) {
    return ofResNet().stem(graph, image);
  }

  @Override
  public Node block(Graph graph, Node input, BlockShape shape) {
    return ofResNet().block(graph, input, shape, shape.first());
  }
}
