package io.crnas.framework.evolution;

import io.crnas.framework.setting.Described;
import io.crnas.framework.setting.Setting;

/**
 * How parents are chosen. All of them look at the order of the scores alone, so that a candidate
 * that could not be scored is the last of all and nothing else.
 */
public sealed interface Selection {

  /**
   * So many are drawn for each parent, and the best of them becomes it.
   *
   * @param size the more, the harder it presses towards the best; in [2, population]
   */
  @Described("the best of some that are drawn at random become parents")
  record Tournament(
      @Setting(
              about = "candidates that compete to be a parent, at most the population",
              byDefault = "3",
              min = 2)
          int size)
      implements Selection {}

  /**
   * The best become parents in turn.
   *
   * @param best how many of the best; in [1, population]
   */
  @Described("the best become parents in turn")
  record Truncation(
      @Setting(about = "how many of the best become parents, at most the population", min = 1)
          int best)
      implements Selection {}

  /** The chance falls linearly with the rank; the best has three times that of the last. */
  @Described("the chance of becoming a parent falls linearly with the rank")
  record LinearRank() implements Selection {}
}
