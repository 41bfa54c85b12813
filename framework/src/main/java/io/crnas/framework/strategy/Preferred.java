package io.crnas.framework.strategy;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Descent;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Preferences;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores the baseline, where it is feasible, and the candidates that the evaluator has learned to
 * prefer, from the most preferred on: an architecture that was learned by gradients becomes a
 * candidate here. The most preferred are found exactly among those that meet the budget.
 *
 * @param evaluations how many candidates to score, the baseline included, at least 2
 */
public record Preferred(int evaluations) implements Strategy {

  public Preferred {
    if (evaluations < 2) {
      throw new InvalidInputException("evaluations", String.valueOf(evaluations), "at least 2");
    }
  }

  @Override
  public long evaluations(Level<?> level) {
    return level.feasible().countAtMost(evaluations);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    Preferences preferences =
        scores
            .preferences()
            .orElseThrow(() ->
                new InvalidInputException(
                    "level " + level.name(),
                    "an evaluator that prefers nothing",
                    "a supernet with learning, by gradients, or another strategy"));
    List<Choices> asked = new ArrayList<>(level.baselineChoices().stream().toList());
    var descent = new Descent(level.feasible(), preferences);
    for (List<Choices> next = descent.next(1);
        asked.size() < evaluations && !next.isEmpty();
        next = descent.next(1)) {
      if (!asked.contains(next.getFirst())) {
        asked.add(next.getFirst());
      }
    }
    Batches.ask(asked.iterator(), scores);
  }
}
