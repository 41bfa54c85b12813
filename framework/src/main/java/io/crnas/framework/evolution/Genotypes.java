package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.jenetics.Chromosome;
import io.jenetics.Genotype;
import io.jenetics.IntegerChromosome;
import io.jenetics.IntegerGene;
import io.jenetics.util.IntRange;
import java.util.ArrayList;
import java.util.List;

/** Choices as Jenetics genotypes, with the chromosomes that a level groups its genes into. */
final class Genotypes {
  private final Level<?> level;

  Genotypes(Level<?> level) {
    this.level = level;
  }

  Genotype<IntegerGene> encode(Choices choices) {
    List<Chromosome<IntegerGene>> chromosomes = new ArrayList<>();
    int gene = 0;
    for (int length : level.chromosomes()) {
      var range = new IntRange(0, level.feasible().choices(gene));
      List<IntegerGene> genes =
          choices.indices().subList(gene, gene + length).stream()
              .map(choice -> IntegerGene.of(choice, range))
              .toList();
      chromosomes.add(IntegerChromosome.of(genes));
      gene += length;
    }
    return Genotype.of(chromosomes);
  }

  static Choices decode(Genotype<IntegerGene> genotype) {
    return new Choices(
        genotype.stream().flatMap(Chromosome::stream).map(IntegerGene::allele).toList());
  }
}
