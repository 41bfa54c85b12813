package io.crnas.framework.evolution;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Remaining;
import io.jenetics.EliteSelector;
import io.jenetics.IntegerGene;
import io.jenetics.Mutator;
import io.jenetics.Phenotype;
import io.jenetics.TournamentSelector;
import io.jenetics.UniformCrossover;
import io.jenetics.engine.Engine;
import io.jenetics.engine.EvolutionStart;
import io.jenetics.util.ISeq;
import io.jenetics.util.MSeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A genetic algorithm over the choices of a level: tournament selection, uniform crossover, uniform
 * mutation, elites. Every individual is feasible by construction: the first population and whoever
 * takes the place of an elite grown too old are drawn from the {@link FeasibleSet}, and children
 * are repaired to it as the last step of their breeding. No child is a candidate that was scored
 * before while there are others; when there are none left, the search ends.
 *
 * <p>The randomness of generation g is derived from the seed, the level's name and g.
 */
public final class Evolution implements Strategy {
  private final EvolutionSettings settings;

  public Evolution(EvolutionSettings settings) {
    this.settings = settings;
  }

  @Override
  public long evaluations(Level<?> level) {
    long wanted =
        settings.population()
            + (long) settings.generations() * (settings.population() - settings.elites());
    return level.feasible().count().min(BigInteger.valueOf(wanted)).longValueExact();
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    var remaining = new Remaining(level.feasible());
    var genotypes = new Genotypes(level);
    var engine = engine(level.feasible(), genotypes, remaining, scores);
    try {
      ISeq<Phenotype<IntegerGene, Double>> population =
          score(first(level, genotypes, remaining, random(level, seed, 0)), remaining, scores);
      for (int g = 1; g <= settings.generations() && !remaining.isEmpty(); g++) {
        var start = EvolutionStart.of(population, g);
        population =
            RandomRegistry.with(random(level, seed, g))
                .call(() -> engine.evolve(start).population());
      }
    } catch (Interruption e) {
      throw e.cause;
    }
  }

  private Engine<IntegerGene, Double> engine(
      FeasibleSet feasible, Genotypes genotypes, Remaining remaining, Scores scores) {
    return new Engine.Builder<IntegerGene, Double>(
            population -> score(population, remaining, scores),
            () -> genotypes.encode(feasible.sample(RandomRegistry.random())))
        .populationSize(settings.population())
        .survivorsSize(settings.elites())
        .survivorsSelector(new EliteSelector<>(settings.elites()))
        .offspringSelector(new TournamentSelector<>(settings.tournament()))
        .alterers(
            new UniformCrossover<>(settings.crossover()),
            new Mutator<>(settings.mutation()),
            new Renewal(feasible, genotypes, remaining))
        .maximalPhenotypeAge(settings.maximumAge())
        .maximizing()
        .executor(Runnable::run)
        .build();
  }

  /** The baseline, where it is feasible, and others drawn uniformly without repetition. */
  private ISeq<Phenotype<IntegerGene, Double>> first(
      Level<?> level, Genotypes genotypes, Remaining remaining, RandomGenerator random) {
    List<Choices> first = new ArrayList<>();
    level.baselineChoices().filter(remaining::take).ifPresent(first::add);
    while (first.size() < settings.population() && !remaining.isEmpty()) {
      first.add(remaining.draw(random));
    }
    return first.stream()
        .map(choices -> Phenotype.<IntegerGene, Double>of(genotypes.encode(choices), 0))
        .collect(ISeq.toISeq());
  }

  /** The same individuals with scores; those that have none yet are asked for in one batch. */
  private static ISeq<Phenotype<IntegerGene, Double>> score(
      Seq<Phenotype<IntegerGene, Double>> population, Remaining remaining, Scores scores) {
    List<Choices> batch =
        population.stream()
            .filter(Phenotype::nonEvaluated)
            .map(individual -> Genotypes.decode(individual.genotype()))
            .toList();
    if (batch.isEmpty()) {
      return population.asISeq();
    }
    batch.forEach(remaining::take);
    double[] answers;
    try {
      answers = scores.of(batch);
    } catch (InterruptedException e) {
      throw new Interruption(e);
    }
    MSeq<Phenotype<IntegerGene, Double>> scored = MSeq.of(population);
    int answer = 0;
    for (int i = 0; i < scored.length(); i++) {
      if (scored.get(i).nonEvaluated()) {
        scored.set(i, scored.get(i).withFitness(answers[answer++]));
      }
    }
    return scored.toISeq();
  }

  private static RandomGenerator random(Level<?> level, long seed, int generation) {
    return Seeds.generator(seed, "level/" + level.name() + "/generation", generation);
  }

  /** Carries an interruption through Jenetics, which declares no checked exceptions. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final InterruptedException cause;

    Interruption(InterruptedException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
