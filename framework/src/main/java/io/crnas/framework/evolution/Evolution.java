package io.crnas.framework.evolution;

import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.jenetics.AnyGene;
import io.jenetics.EliteSelector;
import io.jenetics.LinearRankSelector;
import io.jenetics.Selector;
import io.jenetics.TournamentSelector;
import io.jenetics.TruncationSelector;
import java.util.Arrays;

/**
 * A genetic algorithm over the choices of a level: selection, crossover, mutation, elites. Every
 * individual is feasible by construction. No child is a candidate that was scored before while
 * there are others; when there are none left, the search ends.
 */
public final class Evolution implements Strategy {
  private final EvolutionSettings settings;

  public Evolution(EvolutionSettings settings) {
    this.settings = settings;
  }

  @Override
  public long evaluations(Level<?> level) {
    // Where the elites may grow too old, all of a generation may be new.
    int survivors = settings.generations() > settings.maximumAge() ? 0 : settings.survivors();
    long wanted =
        settings.population() + (long) settings.generations() * (settings.population() - survivors);
    return level.feasible().countAtMost(wanted);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    Selector<AnyGene<Choices>, Double> selector = selector(settings.selection());
    var rules =
        new Populations.Rules<Double>(
            settings.population(),
            settings.survivors(),
            new EliteSelector<>(settings.elites(), selector),
            selector,
            settings.breeding(),
            settings.maximumAge());
    new Populations<>(level, seed, batch -> Arrays.stream(scores.of(batch)).boxed().toList())
        .breed(settings.generations(), rules);
  }

  private static Selector<AnyGene<Choices>, Double> selector(Selection selection) {
    return switch (selection) {
      case Selection.Tournament tournament -> new TournamentSelector<>(tournament.size());
      case Selection.Truncation truncation -> new TruncationSelector<>(truncation.best());
      case Selection.LinearRank _ -> new LinearRankSelector<>(0.5);
    };
  }
}
