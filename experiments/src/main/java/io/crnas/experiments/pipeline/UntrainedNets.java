package io.crnas.experiments.pipeline;

import io.crnas.experiments.descriptor.Threads;
import io.crnas.framework.device.Device;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.StageAllocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Nets of a family that no run has trained.
 *
 * @param weights a file that they begin with; what is not in it is random
 * @param blocks of the net in that file; empty for those that the family is known by
 * @param seed decides what is random
 * @param device where they are run
 * @param threads that run them
 */
public record UntrainedNets(
    Backbone backbone,
    List<Allocation> allocations,
    Optional<Path> weights,
    Optional<StageAllocation> blocks,
    long seed,
    Device device,
    Threads threads) {
  public UntrainedNets {
    allocations = List.copyOf(allocations);
  }
}
