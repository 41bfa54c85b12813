package io.crnas.spaces;

import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Node;
import java.util.List;

/**
 * A family whose 3x3 convolutions of some levels are deformable (Dai et al., ICCV 2017): all those
 * of their blocks, with the dilations and groups that they have.
 *
 * @param plain the family
 * @param levels their numbers, ascending; 3, 4 and 5 are of C3 to C5
 * @param modulated whether each tap has a mask, too (Zhu et al., CVPR 2019)
 */
public record Deformable(Backbone plain, List<Integer> levels, boolean modulated)
    implements Derived {
  private static final int KERNEL = 3;

  /** Without masks. */
  public Deformable(Backbone plain, List<Integer> levels) {
    this(plain, levels, false);
  }

  public Deformable {
    levels = List.copyOf(levels);
    List<Integer> there = plain.layout().stages().stream().map(Stage::level).toList();
    if (levels.isEmpty() || !there.containsAll(levels)) {
      throw new IllegalArgumentException(
          "levels %s, expected some of %s".formatted(levels, there.stream().distinct().toList()));
    }
  }

  @Override
  public String canonical() {
    return "Deformable[levels=%s, %splain=%s]"
        .formatted(levels, modulated ? "modulated=true, " : "", plain.canonical());
  }

  @Override
  public Node block(Graph graph, Node input, BlockShape shape) {
    Graph own = levels.contains(shape.level()) ? graph.changing(this::deformed) : graph;
    return plain.block(own, input, shape);
  }

  /** A 3x3 convolution as a deformable one; others stay as they are. */
  private Layer deformed(Layer layer) {
    return layer instanceof Layer.Conv conv && conv.kernel() == KERNEL
        ? new Layer.DeformConv(conv, modulated)
        : layer;
  }
}
