package io.crnas.spaces.detector;

import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Layer.Add;
import io.crnas.spaces.network.Layer.Conv;
import io.crnas.spaces.network.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A feature pyramid whose levels are merged once more, from fine to coarse: Liu et al., Path
 * aggregation network for instance segmentation, 2018, as mmdetection's {@code PAFPN}.
 *
 * @param fpn what it begins with, and what comes behind P5
 */
public record Pafpn(Fpn fpn) implements Neck {
  @Override
  public int channels() {
    return fpn.channels();
  }

  @Override
  public int finest() {
    return fpn.finest();
  }

  @Override
  public int levels() {
    return fpn.levels();
  }

  @Override
  public SequencedMap<String, Node> levels(Graph graph, List<Stage> stages) {
    Graph under = graph.under("fpn.");
    SequencedMap<String, Node> merged = fpn.merged(under, stages);
    List<Stage> read = fpn.read(stages);
    List<String> names = List.copyOf(merged.sequencedKeySet());
    Node finer = merged.firstEntry().getValue();
    var levels = new LinkedHashMap<String, Node>();
    levels.put(names.getFirst(), finer);
    Conv smooth = Conv.biased(fpn.channels(), fpn.channels(), 3);
    List<Node> coarser = List.copyOf(merged.values()).subList(1, names.size());
    for (int i = 0; i < coarser.size(); i++) {
      int step = read.get(i + 1).level().stride() / read.get(i).level().stride();
      Conv stepped = new Conv(fpn.channels(), fpn.channels(), 3, step, 1, 1, 1, true);
      Node down = under.node("downsample_blocks." + i + ".0", stepped, finer);
      finer = under.node("path." + i, new Add(), coarser.get(i), down);
      levels.put(names.get(i + 1), under.node("outer_blocks." + i + ".0", smooth, finer));
    }
    fpn.extend(under, levels);
    return levels;
  }
}
