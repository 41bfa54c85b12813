package io.crnas.framework.strategy;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.random.Seeds;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Remaining;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Scores the baseline, where it is feasible, and candidates drawn uniformly without repetition:
 * what any other strategy should beat.
 *
 * @param evaluations how many candidates to score, the baseline included, at least 1; a level that
 *     has fewer is scored whole
 */
public record RandomSearch(int evaluations) implements Strategy {

  public RandomSearch {
    if (evaluations < 1) {
      throw new InvalidInputException("evaluations", String.valueOf(evaluations), "at least 1");
    }
  }

  @Override
  public long evaluations(Level<?> level) {
    return level.feasible().countAtMost(evaluations);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    RandomGenerator random = Seeds.generator(seed, "level/" + level.name() + "/random");
    var remaining = new Remaining(level.feasible());
    long wanted = evaluations(level);
    List<Choices> drawn = new ArrayList<>();
    level.baselineChoices().filter(remaining::take).ifPresent(drawn::add);
    while (drawn.size() < wanted) {
      drawn.add(remaining.draw(random));
    }
    Batches.ask(drawn.iterator(), scores);
  }
}
