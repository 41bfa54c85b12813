package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;

/** How parents are chosen, by the order of their scores. */
public sealed interface Selection {

  /** The best of some drawn at random. */
  record Tournament(
      @Setting(
              about = "candidates that compete to be a parent, at most the population",
              byDefault = "3",
              min = 2)
          int size)
      implements Selection {}

  /** The best in turn. */
  record Truncation(
      @Setting(about = "how many of the best become parents, at most the population", min = 1)
          int best)
      implements Selection {}

  /** By a chance that falls linearly with the rank. */
  record LinearRank() implements Selection {}
}
