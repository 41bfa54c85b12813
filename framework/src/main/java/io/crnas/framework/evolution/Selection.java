package io.crnas.framework.evolution;

import io.crnas.framework.space.Choices;
import io.jenetics.AnyGene;
import io.jenetics.LinearRankSelector;
import io.jenetics.Selector;
import io.jenetics.TournamentSelector;
import io.jenetics.TruncationSelector;

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
  record Tournament(int size) implements Selection {}

  /**
   * The best become parents in turn.
   *
   * @param best how many of the best; in [1, population]
   */
  record Truncation(int best) implements Selection {}

  /** The chance falls linearly with the rank; the best has three times that of the last. */
  record LinearRank() implements Selection {}

  /** The Jenetics selector. */
  default Selector<AnyGene<Choices>, Double> selector() {
    return switch (this) {
      case Tournament tournament -> new TournamentSelector<>(tournament.size());
      case Truncation truncation -> new TruncationSelector<>(truncation.best());
      case LinearRank _ -> new LinearRankSelector<>(0.5);
    };
  }
}
