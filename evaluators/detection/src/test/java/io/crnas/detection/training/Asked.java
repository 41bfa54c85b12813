package io.crnas.detection.training;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Which candidates a search asks for at once, and on which mini-batches, as the evaluator would
 * have them.
 *
 * @param steps how many mini-batches there are
 */
record Asked(int steps) {
  private static final int KEPT = 3;
  private static final long SEED = 1;

  /** All of a level, each on every mini-batch. */
  Map<Allocation, BitSet> all(Level<Allocation> level) {
    var shares = new TreeMap<Allocation, BitSet>(SupernetEvaluator.ALIKE);
    level.feasible().stream()
        .map(level::decode)
        .forEach(candidate -> shares.computeIfAbsent(candidate, _ -> new BitSet()).set(0, steps));
    return shares;
  }

  /**
   * A step of the greedy search in the middle of the net: every kept prefix with every dilation of
   * the next block, completed anew for each mini-batch.
   */
  Map<Allocation, BitSet> greedyStep(Level<Allocation> level) {
    var shares = new TreeMap<Allocation, BitSet>(SupernetEvaluator.ALIKE);
    RandomGenerator random = Seeds.generator(SEED, "greedy step");
    int decided = level.feasible().genes() / 2;
    for (int prefix = 0; prefix < KEPT; prefix++) {
      Choices kept = level.feasible().sample(random);
      for (int dilation = 0; dilation < level.feasible().choices(decided); dilation++) {
        for (int step = 0; step < steps; step++) {
          Choices completed = level.feasible().sample(random).with(decided, dilation);
          for (int gene = 0; gene < decided; gene++) {
            completed = completed.with(gene, kept.get(gene));
          }
          shares.computeIfAbsent(level.decode(completed), _ -> new BitSet()).set(step);
        }
      }
    }
    return shares;
  }
}
