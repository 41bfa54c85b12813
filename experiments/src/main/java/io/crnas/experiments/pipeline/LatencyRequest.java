package io.crnas.experiments.pipeline;

import io.crnas.spaces.StageAllocation;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Candidates to be measured on another device.
 *
 * @param level the one that they are of; without it the first that weighs latency, or the first
 * @param blocks what the levels before found; without it the baseline
 * @param most so many candidates at most, the baseline among them
 * @param folder where their files go, and the table to be filled in
 */
public record LatencyRequest(
    Optional<String> level, Optional<StageAllocation> blocks, int most, Path folder) {
  /** The table's name. */
  public static final String FILE = "latency.csv";
}
