package io.crnas.spaces.detector;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.BatchNorm;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.GlobalAttention;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Layer.Upsample;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The pyramid that a search found: Ghiasi et al., NAS-FPN, CVPR 2019, the published architecture of
 * seven cells, as mmdetection's {@code NASFPN}. A level is brought to a finer one by the nearest
 * cell, and to a coarser one by maximum pooling over two cells, again and again.
 *
 * @param channels of every level; 256 as published
 * @param finest the number of the finest of its five levels; 3 as published
 */
public record NasFpn(int channels, int finest) implements Neck {
  private static final int FIRST_STAGE = 2;
  private static final int LEVELS = 5;
  private static final int CELLS = 7;
  private static final MaxPool HALF = new MaxPool(2, 2, 0, true);

  public NasFpn {
    if (channels < 1 || finest < FIRST_STAGE || finest > FIRST_STAGE + 1) {
      throw new IllegalArgumentException(
          "%d channels from P%d, expected at least 1, from P2 or P3".formatted(channels, finest));
    }
  }

  @Override
  public int levels() {
    return LEVELS;
  }

  /** A level on its way, and how many times the image was halved for it. */
  private record Level(int halvings, Node node) {}

  @Override
  public SequencedMap<String, Node> levels(Graph graph, List<Stage> stages) {
    Graph fpn = graph.under("fpn.");
    List<Level> levels = new ArrayList<>();
    for (Stage stage : stages.subList(finest - FIRST_STAGE, stages.size())) {
      String name = "lateral_convs." + levels.size();
      int halvings = Integer.numberOfTrailingZeros(stage.level().stride());
      Node same = convolved(fpn, name, stage.level().channels(), 1, stage.node());
      levels.add(new Level(halvings, same));
    }
    for (int i = 0; levels.size() < LEVELS; i++) {
      String name = "extra_downsamples." + i;
      Level last = levels.getLast();
      Node same = convolved(fpn, name + ".0", this.channels, 1, last.node());
      levels.add(new Level(last.halvings() + 1, fpn.node(name + ".1", HALF, same)));
    }
    for (int i = 0; i < CELLS; i++) {
      levels = merged(fpn.under("fpn_stages." + i + "."), levels);
    }
    var named = new LinkedHashMap<String, Node>();
    for (int i = 0; i < LEVELS; i++) {
      named.put("P" + (finest + i), levels.get(i).node());
    }
    return named;
  }

  /** One cell; levels are called as published, from P3 to P7. */
  private List<Level> merged(Graph cell, List<Level> levels) {
    Level p3 = levels.get(0);
    Level p4 = levels.get(1);
    Level p5 = levels.get(2);
    Level p6 = levels.get(3);
    Level p7 = levels.get(4);
    Level first = smooth(cell, "gp_64_4", attended(cell, "gp_64_4", p6, p4, p4));
    Level second = smooth(cell, "sum_44_4", sum(cell, "sum_44_4", first, p4, p4));
    Level new3 = smooth(cell, "sum_43_3", sum(cell, "sum_43_3", second, p3, p3));
    Level new4 = smooth(cell, "sum_34_4", sum(cell, "sum_34_4", new3, second, p4));
    Level for5 = attended(cell, "gp_43_5", new4, new3, p5);
    Level new5 = smooth(cell, "sum_55_5", sum(cell, "sum_55_5", p5, for5, p5));
    Level for7 = attended(cell, "gp_54_7", new5, second, p7);
    Level new7 = smooth(cell, "sum_77_7", sum(cell, "sum_77_7", p7, for7, p7));
    Level new6 = smooth(cell, "gp_75_6", attended(cell, "gp_75_6", new7, new5, p6));
    return List.of(new3, new4, new5, new6, new7);
  }

  private static Level sum(Graph cell, String name, Level one, Level other, Level like) {
    return join(cell, name, new Add(), one, other, like);
  }

  private static Level attended(Graph cell, String name, Level part, Level whole, Level like) {
    return join(cell, name, new GlobalAttention(), part, whole, like);
  }

  private static Level join(
      Graph cell, String name, Layer layer, Level one, Level other, Level like) {
    Node first = resized(cell, name + ".first", one, like);
    Node second = resized(cell, name + ".second", other, like);
    return new Level(like.halvings(), cell.node(name + ".merge", layer, first, second));
  }

  private static Node resized(Graph cell, String name, Level level, Level like) {
    if (level.halvings() > like.halvings()) {
      return cell.node(name, new Upsample(), level.node(), like.node());
    }
    Node node = level.node();
    for (int halvings = level.halvings(); halvings < like.halvings(); halvings++) {
      node = cell.node(name + "." + halvings, HALF, node);
    }
    return node;
  }

  private Level smooth(Graph cell, String name, Level level) {
    Node active = cell.node(name + ".relu", new Relu(), level.node());
    return new Level(
        level.halvings(), convolved(cell, name + ".out_conv", this.channels, 3, active));
  }

  private Node convolved(Graph graph, String name, int in, int kernel, Node input) {
    Node x = graph.node(name + ".conv", Conv.same(in, this.channels, kernel, 1, 1), input);
    return graph.node(name + ".bn", new BatchNorm(this.channels), x);
  }
}
