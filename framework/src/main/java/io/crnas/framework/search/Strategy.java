package io.crnas.framework.search;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Level;
import java.util.List;

/**
 * How the candidates of a level are searched.
 *
 * <p>What a strategy asks for may depend on the level, the seed and the scores alone. A search is
 * then resumed by running it again: the journal answers what was answered before, and the search
 * goes on from there as if it had never stopped.
 */
public interface Strategy {

  /**
   * What the search weighs against each other; empty where it looks for the best objective alone.
   */
  default List<Goal> goals() {
    return List.of();
  }

  /**
   * The most candidates that a search of this level asks for, those scored together as one; what
   * its progress is shown by.
   *
   * @throws InvalidInputException if the level is none that this strategy can search; it is worth
   *     asking before an evaluator is made ready
   */
  long evaluations(Level<?> level);

  /**
   * Asks for batches until it is done. The first batch contains the level's baseline where that is
   * feasible, so that what is found is never worse.
   */
  void search(Level<?> level, long seed, Scores scores) throws InterruptedException;
}
