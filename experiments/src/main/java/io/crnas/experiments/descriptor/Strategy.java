package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.setting.Consistent;
import io.crnas.framework.setting.Setting;

/** How candidates are found. */
public sealed interface Strategy {

  /** A genetic algorithm; every individual is within the budget. */
  record Evolution(
      @Setting(
              about = "candidates alive at a time, and how many the first generation has",
              byDefault = "20",
              min = 2,
              max = 10_000)
          int population,
      @Setting(
              about =
                  "generations bred after the first, each of as many new candidates as the"
                      + " population has more than elites",
              byDefault = "10",
              min = 1,
              max = 100_000)
          int generations,
      @Setting(
              about = "candidates that compete to be a parent, at most the population",
              byDefault = "3",
              min = 2)
          int tournament,
      @Setting(
              about = "best candidates that survive as they are, fewer than the population",
              byDefault = "2",
              min = 1)
          int elites,
      @Setting(
              about = "chance that a parent is crossed with another",
              byDefault = "0.5",
              min = 0,
              max = 1)
          double crossover,
      @Setting(about = "chance that a gene is drawn anew", byDefault = "0.2", min = 0, max = 1)
          double mutation)
      implements Strategy, Consistent {

    @Override
    public void check(Conflicts conflicts) {
      conflicts.unless(
          tournament <= population,
          "tournament",
          Integer.toString(tournament),
          "at most the population, " + population,
          "population");
      conflicts.unless(
          elites < population,
          "elites",
          Integer.toString(elites),
          "fewer than the population, " + population,
          "population");
    }
  }
}
