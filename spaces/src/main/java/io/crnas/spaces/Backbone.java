package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A family of backbones and its baseline, as data: the sizes of its stages, its stem and its block.
 * From these comes the network of any allocation. What a stage adds to a cost depends on its own
 * blocks alone.
 */
public interface Backbone {

  /** The family's name in descriptors, for example {@code resnet50}. */
  String name();

  /**
   * What it is, for fingerprints: a text that never changes for the same networks, whatever the
   * code is called.
   */
  String canonical();

  /** The sizes of its stem and stages. */
  Layout layout();

  /** What comes before the first stage: the image [N, 3, H, W] to the layout's stem. */
  Node stem(Graph graph, Node image);

  /**
   * One block: [N, in, h, w] to [N, out, h / stride, w / stride], rounded up.
   *
   * @param graph under the block's module path
   */
  Node block(Graph graph, Node input, BlockShape shape);

  /**
   * The module path that torchvision gives a block of a net by itself, without a dot at its end.
   *
   * @param index the block's place in its stage
   * @param before how many blocks the net has before it
   */
  default String path(Stage stage, int index, int before) {
    return stage.name() + "." + index;
  }

  /**
   * What a digit of an allocation stands for: by default the dilation of the family's own block.
   *
   * @throws IllegalArgumentException when there is none
   */
  default Variant variant(int digit) {
    return Variant.dilated(digit);
  }

  /** The channels inside of its own blocks by those that they read; 1 where they expand nothing. */
  default int expansion() {
    return 1;
  }

  /** Whether its blocks can be so. */
  default boolean has(Variant variant) {
    return variant.expansion().isEmpty() && !variant.xception();
  }

  /** The allocation that the family is known by. */
  default StageAllocation baseline() {
    return new StageAllocation(layout().stages().stream().map(Stage::blocks).toList());
  }

  /** The numbers of blocks that each stage may get, in ascending order. */
  default List<List<Integer>> stageSets() {
    return layout().stages().stream().map(Stage::depths).toList();
  }

  /** The channels of the levels of the pyramid, C2 first. */
  default List<Integer> channels() {
    return layout().levels().stream().map(Layout.Level::channels).toList();
  }

  /**
   * The network of an allocation: input {@code input} [N, 3, H, W], outputs {@code C2..C5} and what
   * the layout has behind them, each the last value of its level: mostly at the strides 4, 8, 16
   * and 32.
   *
   * @param graph where its nodes are made, shared with other allocations or new
   * @param sharing what its blocks are called
   * @throws IllegalArgumentException when the allocation has another number of stages
   */
  default Network network(Allocation allocation, Graph graph, Sharing sharing) {
    return network(Mixture.of(allocation), graph, sharing);
  }

  /** The same of several allocations at once. */
  default Network network(Mixture mixture, Graph graph, Sharing sharing) {
    List<Node> ends = List.copyOf(stages(mixture, graph, sharing).outputs().values());
    var outputs = new LinkedHashMap<String, Node>();
    List<Layout.Level> levels = layout().ends();
    for (int i = 0; i < ends.size(); i++) {
      if (levels.get(i).number() >= layout().levels().getFirst().number()) {
        outputs.put("C" + levels.get(i).number(), ends.get(i));
      }
    }
    return new Network(outputs);
  }

  /** The network alone, in torchvision's names. */
  default Network network(Allocation allocation) {
    return network(allocation, new Graph(), Sharing.ALONE);
  }

  /**
   * The same nodes as {@link #network}, with {@code stem} and every stage as an output, in order.
   */
  default Network stages(Allocation allocation, Graph graph, Sharing sharing) {
    return stages(Mixture.of(allocation), graph, sharing);
  }

  private Network stages(Mixture mixture, Graph graph, Sharing sharing) {
    List<Stage> stages = layout().stages();
    if (mixture.stages().size() != stages.size()) {
      throw new IllegalArgumentException(
          "%s has %d stages, like %s, not %s"
              .formatted(name(), stages.size(), baseline(), mixture));
    }
    mixture.requireNames(sharing);
    int before = 0;
    var ends = new LinkedHashMap<String, Node>();
    Node x = stem(graph, graph.input("input", 3));
    ends.put("stem", x);
    int channels = layout().stemChannels();
    int stride = layout().stemStride();
    for (int s = 0; s < stages.size(); s++) {
      Stage stage = stages.get(s);
      Mixture.Stage options = mixture.stages().get(s);
      List<Node> mixed = new ArrayList<>();
      for (Mixture.Option depth : options.depths()) {
        Node y = x;
        int in = channels;
        int inStride = stride;
        for (int i = 0; i < depth.value(); i++) {
          Graph own = graph.under(path(sharing, stage, depth.value(), i, before) + ".");
          List<Node> varied = new ArrayList<>();
          for (Mixture.Option option : options.variants().get(i)) {
            Variant variant = variant(option.value()).times(stage.dilation());
            var shape =
                new BlockShape(
                    in,
                    stage.channels(),
                    stage.stride() / inStride,
                    variant,
                    stage.level(),
                    i == 0);
            varied.add(block(own.under(variant.path()), y, shape));
          }
          y = Mixture.join(own, options.variants().get(i), varied);
          in = stage.channels();
          inStride = stage.stride();
        }
        mixed.add(y);
      }
      x = Mixture.join(graph.under(stage.name() + "."), options.depths(), mixed);
      channels = stage.channels();
      stride = stage.stride();
      before += options.depths().getLast().value();
      ends.put(stage.name(), x);
    }
    return new Network(ends);
  }

  /** The module path of every block, without a dot at its end, by stage. */
  default List<List<String>> blocks(StageAllocation allocation, Sharing sharing) {
    List<List<String>> paths = new ArrayList<>();
    int before = 0;
    for (int s = 0; s < layout().stages().size(); s++) {
      Stage stage = layout().stages().get(s);
      int depth = allocation.blocks().get(s);
      List<String> ofStage = new ArrayList<>();
      for (int i = 0; i < depth; i++) {
        ofStage.add(path(sharing, stage, depth, i, before));
      }
      before += depth;
      paths.add(List.copyOf(ofStage));
    }
    return List.copyOf(paths);
  }

  /**
   * What the names of the weights of every block begin with, of all depths and variants, with a dot
   * at its end: the same for two blocks that share their weights. In order, from the stem on.
   *
   * @param sharing of several depths
   */
  default Set<String> weights(Mixture mixture, Sharing sharing) {
    mixture.requireNames(sharing);
    int before = 0;
    var paths = new LinkedHashSet<String>();
    List<Stage> stages = layout().stages();
    for (int s = 0; s < stages.size(); s++) {
      Mixture.Stage options = mixture.stages().get(s);
      for (Mixture.Option depth : options.depths()) {
        for (int i = 0; i < depth.value(); i++) {
          String path = path(sharing, stages.get(s), depth.value(), i, before) + ".";
          options.variants().get(i).forEach(one -> paths.add(path + variant(one.value()).path()));
        }
      }
      before += options.depths().getLast().value();
    }
    return Collections.unmodifiableSet(paths);
  }

  /**
   * The module path of a block.
   *
   * @param depth of its stage
   * @param before how many blocks there are before its stage
   */
  private String path(Sharing sharing, Stage stage, int depth, int index, int before) {
    return switch (sharing) {
      case ALONE -> path(stage, index, before + index);
      case NESTED -> stage.name() + "." + index;
      case BRANCH -> stage.name() + "of" + depth + "." + index;
    };
  }
}
