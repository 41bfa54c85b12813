package io.crnas.experiments.worker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which worker processes a command has.
 *
 * @param count how many; with none, all is done by the process itself
 * @param plugins the folder of further evaluators, which workers know, too
 */
public record WorkerPlan(int count, Optional<Path> plugins) {
  public WorkerPlan {
    if (count < 0) {
      throw new IllegalArgumentException(count + " workers");
    }
  }

  /** Without any. */
  public static WorkerPlan none() {
    return new WorkerPlan(0, Optional.empty());
  }
}
