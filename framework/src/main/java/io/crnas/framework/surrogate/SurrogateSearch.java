package io.crnas.framework.surrogate;

import io.crnas.framework.problem.Problems;
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
 * Asks where it may win: scores a few candidates drawn uniformly, the baseline among them where it
 * is feasible, and from then on those of which a {@link GaussianProcess} of all scores so far
 * expects the most improvement. Jones, Schonlau and Welch, Efficient global optimization of
 * expensive black-box functions, 1998.
 *
 * <p>Candidates of one batch are chosen one after the other, each as if those before it had scored
 * what is expected of them (the Kriging believer of Ginsbourger, Le Riche and Carraro, 2010), so
 * that a batch does not ask the same question several times.
 *
 * @param first how many are drawn before anything is expected, the baseline included, at least 2
 * @param evaluations how many are scored in all, at least {@code first}; a level that has fewer is
 *     scored whole
 * @param batch how many are asked for at a time, at least 1
 */
public record SurrogateSearch(int first, int evaluations, int batch) implements Strategy {

  public SurrogateSearch {
    var problems = new Problems();
    problems.addBelow(2, "first", first);
    if (evaluations < first) {
      problems.add("evaluations", String.valueOf(evaluations), "at least the first, " + first);
    }
    problems.addBelow(1, "batch", batch);
    problems.throwIfAny();
  }

  @Override
  public long evaluations(Level<?> level) {
    return level.feasible().countAtMost(evaluations);
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    RandomGenerator random = Seeds.generator(seed, "level/" + level.name() + "/surrogate");
    var remaining = new Remaining(level.feasible());
    List<Choices> candidates = new ArrayList<>();
    List<Double> known = new ArrayList<>();
    List<Choices> next = new ArrayList<>();
    level.baselineChoices().filter(remaining::take).ifPresent(next::add);
    long left = evaluations(level);
    draw(remaining, Math.min(first, left), random, next);
    while (!next.isEmpty()) {
      double[] answers = scores.of(next);
      for (int i = 0; i < answers.length; i++) {
        // What could not be scored teaches nothing.
        if (Double.isFinite(answers[i])) {
          candidates.add(next.get(i));
          known.add(answers[i]);
        }
      }
      left -= next.size();
      long size = Math.min(batch, left);
      next = new ArrayList<>();
      if (known.isEmpty()) {
        draw(remaining, size, random, next);
      } else if (size > 0) {
        var improvement = new Improvement(candidates, known);
        while (next.size() < size) {
          next.add(improvement.take(remaining, level.feasible(), random));
        }
      }
    }
  }

  private static void draw(
      Remaining remaining, long size, RandomGenerator random, List<Choices> drawn) {
    while (drawn.size() < size) {
      drawn.add(remaining.draw(random));
    }
  }
}
