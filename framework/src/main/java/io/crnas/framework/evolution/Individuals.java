package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.jenetics.AnyChromosome;
import io.jenetics.AnyGene;
import io.jenetics.Genotype;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;

/**
 * Candidates as Jenetics sees them: each is one gene as a whole. What Jenetics selects is left to
 * it; what its own alterers do to single genes would leave the feasible set, and costs several
 * times as much.
 */
final class Individuals {
  /** What all are made of: made anew for each, it would look for a random generator each time. */
  private static final AnyChromosome<Choices> PATTERN = AnyChromosome.of(Choices::of, 1);

  private Individuals() {}

  static Genotype<AnyGene<Choices>> genotype(Choices choices) {
    return Genotype.of(PATTERN.newInstance(ISeq.of(PATTERN.gene().newInstance(choices))));
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
