package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes cost from one gene and gives it to another, so that a feasible child stays feasible: what
 * mutation of a single gene can not do under a tight budget. A child that is not feasible is first
 * repaired.
 */
final class Move {
  private final FeasibleSet feasible;

  Move(FeasibleSet feasible) {
    this.feasible = feasible;
  }

  /** Empty where nothing can be moved. */
  Optional<Choices> move(Choices child, RandomGenerator random) {
    Choices from = feasible.repair(child, random);
    List<Change> takes = changes(from, -1);
    List<Change> gives = changes(from, 1);
    Collections.shuffle(takes, random);
    for (Change take : takes) {
      Choices less = from.with(take.gene(), take.choice());
      List<Choices> moved =
          gives.stream()
              .filter(give -> give.gene() != take.gene())
              .map(give -> less.with(give.gene(), give.choice()))
              .filter(feasible::contains)
              .toList();
      if (!moved.isEmpty()) {
        return Optional.of(moved.get(random.nextInt(moved.size())));
      }
    }
    return Optional.empty();
  }

  /** One gene's other choice. */
  private record Change(int gene, int choice) {}

  /** The changes that make a candidate cheaper (-1) or dearer (1). */
  private List<Change> changes(Choices from, int sign) {
    var changes = new ArrayList<Change>();
    for (int gene = 0; gene < feasible.genes(); gene++) {
      long before = feasible.cost(gene, from.get(gene));
      for (int choice = 0; choice < feasible.choices(gene); choice++) {
        if (Long.compare(feasible.cost(gene, choice), before) == sign) {
          changes.add(new Change(gene, choice));
        }
      }
    }
    return changes;
  }
}
