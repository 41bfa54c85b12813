package io.crnas.framework.evolution;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Remaining;
import io.jenetics.AnyGene;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.engine.Engine;
import io.jenetics.engine.EvolutionStart;
import io.jenetics.util.ISeq;
import io.jenetics.util.MSeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Populations that are bred one from the other. Every individual is feasible by construction: the
 * first population and whoever takes the place of one grown too old are drawn from the feasible
 * set, and children are repaired to it as the last step of their breeding. No child is a candidate
 * that was scored before while there are others; when there are none left, the breeding ends.
 *
 * <p>The randomness of generation g is derived from the seed, the level's name and g.
 *
 * @param <F> the fitness
 */
final class Populations<F extends Comparable<? super F>> {
  private final Level<?> level;
  private final long seed;
  private final Fitness<F> fitness;
  private final Remaining remaining;

  /** The fitness of each candidate, in order. */
  interface Fitness<F> {
    List<F> of(List<Choices> batch) throws InterruptedException;
  }

  /**
   * Who lives on and who has children.
   *
   * @param size individuals of a population
   * @param survivors how many of them live on
   * @param survival chooses them
   * @param parenthood chooses the parents
   * @param breeding makes children of them
   * @param maximumAge generations that an individual lives at most
   */
  record Rules<F extends Comparable<? super F>>(
      int size,
      int survivors,
      Selector<AnyGene<Choices>, F> survival,
      Selector<AnyGene<Choices>, F> parenthood,
      Breeding breeding,
      int maximumAge) {}

  Populations(Level<?> level, long seed, Fitness<F> fitness) {
    this.level = level;
    this.seed = seed;
    this.fitness = fitness;
    this.remaining = new Remaining(level.feasible());
  }

  /** Breeds so many generations after the first, or fewer where all candidates were scored. */
  void breed(int generations, Rules<F> rules) throws InterruptedException {
    Engine<AnyGene<Choices>, F> engine =
        new Engine.Builder<AnyGene<Choices>, F>(
                this::score, () -> Individuals.genotype(anyone(RandomRegistry.random())))
            .populationSize(rules.size())
            .survivorsSize(rules.survivors())
            .survivorsSelector(rules.survival())
            .offspringSelector(rules.parenthood())
            .alterers(new Children<>(level.feasible(), rules.breeding(), remaining))
            .maximalPhenotypeAge(rules.maximumAge())
            .maximizing()
            .executor(Runnable::run)
            .build();
    try {
      ISeq<Phenotype<AnyGene<Choices>, F>> population = score(first(rules.size()));
      for (int g = 1; g <= generations && !remaining.isEmpty(); g++) {
        var start = EvolutionStart.of(population, g);
        population = RandomRegistry.with(random(g)).call(() -> engine.evolve(start).population());
      }
    } catch (Interruption e) {
      throw e.cause;
    }
  }

  /** Drawn uniformly from those that were not scored, or from all where there are no others. */
  private Choices anyone(RandomGenerator random) {
    return remaining.isEmpty() ? level.feasible().sample(random) : remaining.draw(random);
  }

  /** The baseline, where it is feasible, and others drawn uniformly without repetition. */
  private ISeq<Phenotype<AnyGene<Choices>, F>> first(int size) {
    RandomGenerator random = random(0);
    List<Choices> first = new ArrayList<>();
    level.baselineChoices().filter(remaining::take).ifPresent(first::add);
    while (first.size() < size && !remaining.isEmpty()) {
      first.add(remaining.draw(random));
    }
    return first.stream().map(choices -> Individuals.<F>of(choices, 0)).collect(ISeq.toISeq());
  }

  /** The same individuals with a fitness; those that have none yet are asked for in one batch. */
  private ISeq<Phenotype<AnyGene<Choices>, F>> score(
      Seq<Phenotype<AnyGene<Choices>, F>> population) {
    List<Choices> batch = new ArrayList<>();
    for (Phenotype<AnyGene<Choices>, F> individual : population) {
      if (individual.nonEvaluated()) {
        batch.add(Individuals.choices(individual));
      }
    }
    if (batch.isEmpty()) {
      return population.asISeq();
    }
    List<F> answers;
    try {
      answers = fitness.of(batch);
    } catch (InterruptedException e) {
      throw new Interruption(e);
    }
    MSeq<Phenotype<AnyGene<Choices>, F>> scored = MSeq.of(population);
    int answer = 0;
    for (int i = 0; i < scored.length(); i++) {
      if (scored.get(i).nonEvaluated()) {
        scored.set(i, scored.get(i).withFitness(answers.get(answer++)));
      }
    }
    return scored.toISeq();
  }

  private RandomGenerator random(int generation) {
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
