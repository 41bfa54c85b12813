package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Remaining;
import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.AnyGene;
import io.jenetics.Phenotype;
import io.jenetics.util.MSeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.random.RandomGenerator;

/**
 * Makes children of parents: crossover, mutation and move as {@link Breeding} says; at last what
 * makes each child feasible and new.
 *
 * @param <F> the fitness
 */
final class Children<F extends Comparable<? super F>> implements Alterer<AnyGene<Choices>, F> {
  private final FeasibleSet feasible;
  private final Breeding breeding;
  private final Move move;
  private final Renewal renewal;

  Children(FeasibleSet feasible, Breeding breeding, Remaining remaining) {
    this.feasible = feasible;
    this.breeding = breeding;
    this.move = new Move(feasible);
    this.renewal = new Renewal(feasible, remaining);
  }

  @Override
  public AltererResult<AnyGene<Choices>, F> alter(
      Seq<Phenotype<AnyGene<Choices>, F>> parents, long generation) {
    RandomGenerator random = RandomRegistry.random();
    int[][] genes = new int[parents.length()][];
    for (int i = 0; i < genes.length; i++) {
      genes[i] = Individuals.choices(parents.get(i)).toArray();
    }
    cross(genes, random);
    mutate(genes, random);
    MSeq<Phenotype<AnyGene<Choices>, F>> children = MSeq.ofLength(genes.length);
    for (int i = 0; i < genes.length; i++) {
      children.set(i, Individuals.of(finish(Choices.of(genes[i]), random), generation));
    }
    return new AltererResult<>(children.toISeq(), genes.length);
  }

  private void cross(int[][] genes, RandomGenerator random) {
    for (int i = 0; i < genes.length && genes.length > 1; i++) {
      if (random.nextDouble() < breeding.crossed()) {
        int other = random.nextInt(genes.length - 1);
        breeding.crossover().exchange(genes[i], genes[other < i ? other : other + 1], random);
      }
    }
  }

  private void mutate(int[][] genes, RandomGenerator random) {
    for (int[] child : genes) {
      for (int gene = 0; gene < child.length; gene++) {
        if (random.nextDouble() < breeding.mutation()) {
          child[gene] = random.nextInt(feasible.choices(gene));
        }
      }
    }
  }

  private Choices finish(Choices child, RandomGenerator random) {
    boolean moves = random.nextDouble() < breeding.move();
    return renewal.renew(moves ? move.move(child, random).orElse(child) : child, random);
  }
}
