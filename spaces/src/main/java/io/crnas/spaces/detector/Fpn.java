package io.crnas.spaces.detector;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Layer.MaxPool;
import io.crnas.spaces.network.Layer.Relu;
import io.crnas.spaces.network.Layer.Upsample;
import io.crnas.spaces.network.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A feature pyramid network (Lin et al., CVPR 2017), as torchvision.ops.FeaturePyramidNetwork.
 * Levels of one resolution are added up as they are (Li et al., "DetNet", ECCV 2018).
 *
 * @param channels of every level; 256 as published
 * @param finest the number of the finest level, from 2 to 5
 * @param extra what comes behind P5 where the backbone has no C6, or behind P6
 */
public record Fpn(int channels, int finest, Extra extra) implements Neck {
  private static final int FIRST_STAGE = 2;
  private static final int LAST_STAGE = 5;

  /** Coarser levels than the backbone has. */
  public enum Extra {
    /** P6, every second cell of P5: for proposals alone. */
    POOL,
    /** P6 and P7 by convolutions of stride 2, P6 of P5: RetinaNet and FCOS. */
    CONVOLUTIONS
  }

  public Fpn {
    if (channels < 1 || finest < FIRST_STAGE || finest > LAST_STAGE) {
      throw new IllegalArgumentException(
          "%d channels from P%d, expected at least 1, from P2 to P5".formatted(channels, finest));
    }
  }

  @Override
  public int levels() {
    return LAST_STAGE
        - finest
        + 1
        + switch (extra) {
          case POOL -> 1;
          case CONVOLUTIONS -> 2;
        };
  }

  @Override
  public SequencedMap<String, Node> levels(Graph graph, List<Stage> stages) {
    Graph fpn = graph.under("fpn.");
    SequencedMap<String, Node> levels = merged(fpn, stages);
    extend(fpn, levels);
    return levels;
  }

  /** The levels that the backbone has stages for. */
  SequencedMap<String, Node> merged(Graph fpn, List<Stage> stages) {
    List<Stage> read = read(stages);
    List<Node> lateral = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Conv inner = Conv.biased(read.get(i).level().channels(), this.channels, 1);
      lateral.add(fpn.node("inner_blocks." + i + ".0", inner, read.get(i).node()));
    }
    List<Node> merged = new ArrayList<>(lateral);
    for (int i = read.size() - 2; i >= 0; i--) {
      Node coarser = merged.get(i + 1);
      Node up =
          read.get(i).level().stride() == read.get(i + 1).level().stride()
              ? coarser
              : fpn.node("upsample." + i, new Upsample(), coarser, lateral.get(i));
      merged.set(i, fpn.node("add." + i, new Add(), lateral.get(i), up));
    }
    var levels = new LinkedHashMap<String, Node>();
    for (int i = 0; i < read.size(); i++) {
      Conv smooth = Conv.biased(this.channels, this.channels, 3);
      levels.put("P" + (finest + i), fpn.node("layer_blocks." + i + ".0", smooth, merged.get(i)));
    }
    return levels;
  }

  /** Those of the backbone's levels that it reads, the finest of the pyramid first. */
  List<Stage> read(List<Stage> stages) {
    return stages.subList(finest - FIRST_STAGE, stages.size());
  }

  /** Adds the levels that the backbone has no stages for. */
  void extend(Graph fpn, SequencedMap<String, Node> levels) {
    Node coarsest = levels.lastEntry().getValue();
    switch (extra) {
      case POOL -> {
        if (!levels.containsKey("P6")) {
          levels.put("P6", fpn.node("pool", new MaxPool(1, 2, 0), coarsest));
        }
      }
      case CONVOLUTIONS -> {
        Conv half = new Conv(this.channels, this.channels, 3, 2, 1, 1, 1, true);
        Node p6 = coarsest;
        if (!levels.containsKey("P6")) {
          p6 = fpn.node("extra_blocks.p6", half, coarsest);
          levels.put("P6", p6);
        }
        Node active = fpn.node("extra_blocks.relu", new Relu(), p6);
        levels.put("P7", fpn.node("extra_blocks.p7", half, active));
      }
    }
  }
}
