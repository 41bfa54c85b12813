package io.crnas.experiments.cost;

import io.crnas.export.latency.Latency;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.cost.Part;
import java.util.List;
import java.util.Optional;

/**
 * What one net costs.
 *
 * @param allocation of its backbone
 * @param parts in order; the same for every net of a table
 * @param latency of the backbone, where it was measured
 */
public record NetCost(Allocation allocation, List<Part> parts, Optional<Latency> latency) {
  public NetCost {
    parts = List.copyOf(parts);
  }

  /** All parts together. */
  public Part total() {
    return Part.sum("total", parts);
  }
}
