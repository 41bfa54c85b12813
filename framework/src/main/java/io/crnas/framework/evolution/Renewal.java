package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Remaining;
import java.util.random.RandomGenerator;

/**
 * The last step of breeding: a child off budget is repaired, and a child that was scored before
 * walks on, one gene drawn anew at a time, to a candidate that was not. So each generation spends
 * the evaluator's time on as many new candidates as it has room for, and a search of a small level
 * ends with all of it scored.
 */
final class Renewal {
  /**
   * How far a child walks before it is drawn anew, from anywhere: what it inherited is worth it.
   */
  private static final int STEPS = 16;

  private final FeasibleSet feasible;
  private final Remaining remaining;

  Renewal(FeasibleSet feasible, Remaining remaining) {
    this.feasible = feasible;
    this.remaining = remaining;
  }

  Choices renew(Choices child, RandomGenerator random) {
    Choices repaired = feasible.repair(child, random);
    if (remaining.isEmpty()) {
      return repaired;
    }
    for (int step = 0; step < STEPS; step++) {
      if (remaining.take(repaired)) {
        return repaired;
      }
      int gene = random.nextInt(feasible.genes());
      int choice = random.nextInt(feasible.choices(gene));
      repaired = feasible.repair(repaired.with(gene, choice), random);
    }
    return remaining.take(repaired) ? repaired : remaining.draw(random);
  }
}
