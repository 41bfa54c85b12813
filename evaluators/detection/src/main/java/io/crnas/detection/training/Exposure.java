package io.crnas.detection.training;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.StageAllocation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How much training the blocks of a candidate have had in a supernet. A block that few paths have
 * is trained seldom, so that a candidate with several of those scores low for a reason that is none
 * of its own.
 */
public final class Exposure {
  private final Architecture architecture;
  private final Map<String, Integer> batches;

  private Exposure(Architecture architecture, Map<String, Integer> batches) {
    this.architecture = architecture;
    this.batches = batches;
  }

  /**
   * Counts the batches of a training.
   *
   * @param paths what was trained with each
   * @param batches how many
   */
  public static Exposure of(Architecture architecture, Paths paths, int batches) {
    var often = new HashMap<List<StageAllocation>, Integer>();
    for (int batch = 0; batch < batches; batch++) {
      often.merge(paths.at(batch).spanning(), 1, Integer::sum);
    }
    var counted = new HashMap<String, Integer>();
    often.forEach((all, times) -> {
      var blocks = new HashSet<String>();
      all.forEach(stages -> blocks.addAll(blocks(architecture, stages)));
      blocks.forEach(block -> counted.merge(block, times, Integer::sum));
    });
    return new Exposure(architecture, counted);
  }

  /**
   * The mean, over its blocks, of the logarithm of how many batches trained each; a block that none
   * did counts as if it were one.
   */
  public double of(Allocation candidate) {
    return blocks(architecture, candidate.stages()).stream()
        .mapToDouble(block -> Math.log(Math.max(1, batches.getOrDefault(block, 0))))
        .average()
        .orElseThrow();
  }

  private static List<String> blocks(Architecture architecture, StageAllocation stages) {
    return architecture.backbone().blocks(stages, architecture.sharing()).stream()
        .flatMap(Collection::stream)
        .toList();
  }
}
