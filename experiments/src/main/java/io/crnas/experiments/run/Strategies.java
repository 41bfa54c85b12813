package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.framework.evolution.Breeding;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Pareto;
import io.crnas.framework.evolution.Selection;
import io.crnas.framework.search.Goal;
import io.crnas.framework.strategy.Exhaustive;
import io.crnas.framework.strategy.Greedy;
import io.crnas.framework.strategy.RandomSearch;
import java.util.List;

/** How a level is searched. */
final class Strategies {
  private Strategies() {}

  static io.crnas.framework.search.Strategy of(Level level) {
    return switch (level.strategy()) {
      case Strategy.Evolution evolution ->
          new Evolution(
              new EvolutionSettings(
                  evolution.population(),
                  evolution.generations(),
                  evolution.offspring(),
                  evolution.elitesOrMost(),
                  selection(evolution.selection()),
                  breeding(evolution.breeding()),
                  EvolutionSettings.defaults().maximumAge()));
      case Strategy.Greedy greedy -> new Greedy(greedy.keep(), greedy.completions());
      case Strategy.Exhaustive exhaustive -> new Exhaustive(exhaustive.limit());
      case Strategy.Random random -> new RandomSearch(random.evaluations());
      case Strategy.Pareto pareto ->
          new Pareto(
              pareto.population(),
              pareto.generations(),
              pareto.offspring(),
              breeding(pareto.breeding()),
              List.of(
                  Goal.maximise(level.objective()), Goal.minimise(pareto.against().orElseThrow())));
    };
  }

  private static Selection selection(io.crnas.experiments.descriptor.Selection described) {
    return switch (described) {
      case io.crnas.experiments.descriptor.Selection.Tournament tournament ->
          new Selection.Tournament(tournament.size());
      case io.crnas.experiments.descriptor.Selection.Truncation truncation ->
          new Selection.Truncation(truncation.best());
      case io.crnas.experiments.descriptor.Selection.LinearRank _ -> new Selection.LinearRank();
    };
  }

  private static Breeding breeding(io.crnas.experiments.descriptor.Breeding described) {
    return new Breeding(
        described.crossover(), described.crossed(), described.mutation(), described.move());
  }
}
