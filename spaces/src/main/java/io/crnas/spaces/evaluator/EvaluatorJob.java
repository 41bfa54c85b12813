package io.crnas.spaces.evaluator;

import io.crnas.spaces.Allocation;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What another process needs to open an evaluator that answers as the one here does, by {@link
 * EvaluatorJobs}. The data that it trains on are read where the descriptor says that they are; its
 * fingerprint tells whether they are the same.
 *
 * @param descriptor the frozen descriptor, as text
 * @param level the level's name in the journal
 * @param baseline what the level begins with
 * @param folder the run's on this machine, absolute
 * @param seed what all randomness of the evaluator comes from; empty for what the descriptor makes
 *     it for this level
 * @param files what was trained before and is needed, like a supernet: the place in the folder of a
 *     run, with {@code /}, to where it is on this machine
 */
public record EvaluatorJob(
    String descriptor,
    String level,
    Allocation baseline,
    Path folder,
    OptionalLong seed,
    Map<String, Path> files) {
  public EvaluatorJob {
    files = Map.copyOf(files);
  }
}
