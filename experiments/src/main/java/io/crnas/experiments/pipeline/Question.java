package io.crnas.experiments.pipeline;

import io.crnas.spaces.Allocation;
import java.util.Optional;

/**
 * What is asked of one candidate.
 *
 * @param candidate which
 * @param level as a candidate of which level, as the journal calls it; empty for the first one
 */
public record Question(Allocation candidate, Optional<String> level) {}
