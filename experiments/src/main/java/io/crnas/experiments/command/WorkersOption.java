package io.crnas.experiments.command;

import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.framework.problem.InvalidInputException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that has other processes of this machine train and score. */
final class WorkersOption {
  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Have N processes on this machine score candidates and train single nets, each with the"
              + " run's threads or, as far as there are so many, a GPU of its own. What comes out is the same without.")
  private Optional<Integer> count = Optional.empty();

  /** With the evaluators of others that this command has. */
  Pipeline of(Pipeline pipeline, Plugins plugins) {
    if (count.isEmpty()) {
      return pipeline;
    }
    if (count.get() < 1) {
      throw new InvalidInputException("--workers", count.get().toString(), "at least 1");
    }
    return pipeline.withWorkers(new WorkerPlan(count.get(), plugins.folder()));
  }

  /** The option, as it was given, with a blank before it; else nothing. */
  @Override
  public String toString() {
    return count.map(many -> " --workers " + many).orElse("");
  }
}
