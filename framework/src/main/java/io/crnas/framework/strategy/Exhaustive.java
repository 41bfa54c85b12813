package io.crnas.framework.strategy;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.search.Scores;
import io.crnas.framework.search.Strategy;
import io.crnas.framework.space.Level;
import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Scores every candidate of a level: the baseline first, then the others in order, so that
 * neighbours share what can be shared.
 *
 * @param limit the most candidates that a level may have, at least 1
 */
public record Exhaustive(long limit) implements Strategy {

  public Exhaustive {
    if (limit < 1) {
      throw new InvalidInputException("limit", String.valueOf(limit), "at least 1");
    }
  }

  @Override
  public long evaluations(Level<?> level) {
    BigInteger count = level.feasible().count();
    if (count.compareTo(BigInteger.valueOf(limit)) > 0) {
      throw new InvalidInputException(
          "level " + level.name(),
          "an exhaustive search of %,d candidates".formatted(count),
          "at most %,d; raise the limit, narrow the budget or search another way".formatted(limit));
    }
    return count.longValueExact();
  }

  @Override
  public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
    evaluations(level);
    var baseline = level.baselineChoices();
    Batches.ask(
        Stream.concat(
                baseline.stream(),
                level.feasible().stream().filter(choices -> !baseline.equals(Optional.of(choices))))
            .iterator(),
        scores);
  }
}
