package io.crnas.detection.training;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Mixture;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How much training the blocks of a candidate have had in a supernet. A block that few paths have,
 * or a kind of block, is trained seldom, so that a candidate with several of those scores low for a
 * reason that is none of its own.
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
    var counted = new HashMap<String, Integer>();
    for (int batch = 0; batch < batches; batch++) {
      blocks(architecture, paths.at(batch)).forEach(block -> counted.merge(block, 1, Integer::sum));
    }
    return new Exposure(architecture, counted);
  }

  /**
   * The mean, over its blocks, of the logarithm of how many batches trained each; a block that none
   * did counts as if it were one.
   */
  public double of(Allocation candidate) {
    return blocks(architecture, Mixture.of(candidate)).stream()
        .mapToDouble(block -> Math.log(Math.max(1, batches.getOrDefault(block, 0))))
        .average()
        .orElseThrow();
  }

  private static Set<String> blocks(Architecture architecture, Mixture mixture) {
    return architecture.backbone().weights(mixture, architecture.sharing());
  }
}
