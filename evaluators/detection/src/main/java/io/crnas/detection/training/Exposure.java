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
  private final Map<String, Integer> steps;

  private Exposure(Architecture architecture, Map<String, Integer> steps) {
    this.architecture = architecture;
    this.steps = steps;
  }

  /**
   * Counts the steps of a training.
   *
   * @param paths what was trained at each step
   * @param steps how many
   */
  public static Exposure of(Architecture architecture, Paths paths, int steps) {
    var often = new HashMap<StageAllocation, Integer>();
    for (int step = 0; step < steps; step++) {
      often.merge(paths.at(step).stages(), 1, Integer::sum);
    }
    var counted = new HashMap<String, Integer>();
    often.forEach((stages, times) ->
        new HashSet<>(blocks(architecture, stages))
            .forEach(block -> counted.merge(block, times, Integer::sum)));
    return new Exposure(architecture, counted);
  }

  /**
   * The mean, over its blocks, of the logarithm of how many steps trained each; a block that none
   * did counts as if it were one.
   */
  public double of(Allocation candidate) {
    return blocks(architecture, candidate.stages()).stream()
        .mapToDouble(block -> Math.log(Math.max(1, steps.getOrDefault(block, 0))))
        .average()
        .orElseThrow();
  }

  private static List<String> blocks(Architecture architecture, StageAllocation stages) {
    return architecture.backbone().blocks(stages, architecture.sharing()).stream()
        .flatMap(Collection::stream)
        .toList();
  }
}
