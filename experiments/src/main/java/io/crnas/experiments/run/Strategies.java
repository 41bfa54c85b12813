package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.framework.evolution.Evolution;
import io.crnas.framework.evolution.EvolutionSettings;
import io.crnas.framework.evolution.Pareto;
import io.crnas.framework.search.Goal;
import io.crnas.framework.strategy.Exhaustive;
import io.crnas.framework.strategy.Greedy;
import io.crnas.framework.strategy.LocalSearch;
import io.crnas.framework.strategy.Preferred;
import io.crnas.framework.strategy.RandomSearch;
import io.crnas.framework.strategy.Reinforce;
import io.crnas.framework.surrogate.SurrogateSearch;
import java.util.List;
import java.util.OptionalInt;

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
                  evolution.selection(),
                  evolution.breeding(),
                  EvolutionSettings.defaults().maximumAge()));
      case Strategy.Greedy greedy -> new Greedy(greedy.keep(), greedy.completions().count());
      case Strategy.Exhaustive exhaustive -> new Exhaustive(exhaustive.limit());
      case Strategy.Random random -> new RandomSearch(random.evaluations());
      case Strategy.Surrogate surrogate ->
          new SurrogateSearch(surrogate.first(), surrogate.evaluations(), surrogate.batch());
      case Strategy.LocalSearch local ->
          new LocalSearch(local.first(), local.evaluations(), local.batch());
      case Strategy.Reinforce reinforce ->
          new Reinforce(
              reinforce.evaluations(),
              reinforce.batch(),
              reinforce.rate(),
              reinforce.entropy(),
              reinforce.decay(),
              reinforce.controllerUnits().map(OptionalInt::of).orElseGet(OptionalInt::empty));
      case Strategy.Preferred preferred -> new Preferred(preferred.evaluations());
      case Strategy.Pareto pareto ->
          new Pareto(
              pareto.population(),
              pareto.generations(),
              pareto.offspring(),
              pareto.breeding(),
              List.of(
                  Goal.maximise(level.objective()), Goal.minimise(pareto.against().orElseThrow())));
    };
  }
}
