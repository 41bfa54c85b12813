package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.IntegerGene;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes cost from one gene and gives it to another, so that a feasible child stays feasible: what
 * mutation of a single gene can not do under a tight budget. A child that is not feasible is first
 * repaired.
 *
 * @param <C> the fitness
 */
final class Move<C extends Comparable<? super C>> implements Alterer<IntegerGene, C> {
  private final FeasibleSet feasible;
  private final Genotypes genotypes;
  private final double probability;

  Move(FeasibleSet feasible, Genotypes genotypes, double probability) {
    this.feasible = feasible;
    this.genotypes = genotypes;
    this.probability = probability;
  }

  @Override
  public AltererResult<IntegerGene, C> alter(
      Seq<Phenotype<IntegerGene, C>> children, long generation) {
    RandomGenerator random = RandomRegistry.random();
    int moved = 0;
    var altered = new ArrayList<Phenotype<IntegerGene, C>>(children.size());
    for (Phenotype<IntegerGene, C> child : children) {
      Optional<Choices> next =
          random.nextDouble() < probability
              ? move(Genotypes.decode(child.genotype()), random)
              : Optional.empty();
      moved += next.isPresent() ? 1 : 0;
      altered.add(
          next.map(choices -> Phenotype.<IntegerGene, C>of(genotypes.encode(choices), generation))
              .orElse(child));
    }
    return new AltererResult<>(ISeq.of(altered), moved);
  }

  /** Empty where nothing can be moved. */
  private Optional<Choices> move(Choices child, RandomGenerator random) {
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
