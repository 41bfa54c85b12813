package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.LatencyFile;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.space.Level;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Latencies that were measured elsewhere.
 *
 * @param file where they stand
 * @param milliseconds of each candidate in it
 */
record KnownLatencies(Path file, SortedMap<String, Double> milliseconds)
    implements CostedEvaluator.Expense {

  /**
   * Reads a file.
   *
   * @throws InvalidInputException with every problem, also where it has no candidate of the level
   */
  static KnownLatencies read(LatencyFile file, Path base, Level<Allocation> level)
      throws IOException {
    SortedMap<String, Double> milliseconds = file.read(base);
    boolean any =
        milliseconds.keySet().stream()
            .map(Allocation::parse)
            .anyMatch(candidate ->
                level.codec().encode(candidate).filter(level.feasible()::contains).isPresent());
    if (!any) {
      throw new InvalidInputException(
          base.resolve(file.file()).toString(),
          "none of the candidates of level " + level.name(),
          "some of them, for example " + level.decode(level.feasible().get(BigInteger.ZERO)));
    }
    return new KnownLatencies(file.file(), milliseconds);
  }

  @Override
  public double of(Allocation candidate) {
    return Objects.requireNonNull(milliseconds.get(candidate.toString()));
  }

  @Override
  public Optional<String> unknown(Allocation candidate) {
    return milliseconds.containsKey(candidate.toString())
        ? Optional.empty()
        : Optional.of("no latency in " + file);
  }
}
