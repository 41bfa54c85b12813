package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.jenetics.AnyChromosome;
import io.jenetics.AnyGene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;

/**
 * Candidates as Jenetics sees them: each is one gene as a whole. What Jenetics selects is left to
 * it; what its own alterers do to single genes would leave the feasible set, and costs several
 * times as much.
 */
final class Individuals {
  private Individuals() {}

  static Genotype<AnyGene<Choices>> genotype(Choices choices) {
    return Genotype.of(AnyChromosome.of(() -> choices, 1));
  }

  /** Not scored yet. */
  static <F extends Comparable<? super F>> Phenotype<AnyGene<Choices>, F> of(
      Choices choices, long generation) {
    return Phenotype.of(genotype(choices), generation);
  }

  static Choices choices(Phenotype<AnyGene<Choices>, ?> individual) {
    return individual.genotype().gene().allele();
  }
}
