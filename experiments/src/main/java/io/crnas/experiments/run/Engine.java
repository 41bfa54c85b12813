package io.crnas.experiments.run;

import io.crnas.detection.torch.CudaDriver;
import io.crnas.detection.torch.Torch;
import io.crnas.experiments.descriptor.Data;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Threads;
import io.crnas.experiments.worker.Seats;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.experiments.worker.Workers;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a run computes; PyTorch is only loaded where something is trained.
 *
 * @param device settled where something is trained
 * @param threads of one operation
 * @param workers other processes that train and score, where there are some
 */
record Engine(Optional<Torch> loaded, Device device, int threads, Optional<Workers> workers)
    implements AutoCloseable {

  /** A device that is not there is an {@code InvalidInputException}. */
  static Engine open(Experiment experiment) {
    int threads = experiment.threads().orProcessors();
    if (!experiment.trains()) {
      return new Engine(Optional.empty(), experiment.device(), threads, Optional.empty());
    }
    Torch torch = Torch.open(experiment.device(), threads, experiment.precision());
    return new Engine(Optional.of(torch), torch.device(), torch.threads(), Optional.empty());
  }

  /**
   * Looks whether a run can have workers.
   *
   * @throws InvalidInputException where its trainings are side by side in one process
   */
  static void requireOneOf(Experiment experiment, WorkerPlan plan) {
    if (plan.count() > 0 && experiment.parallel() > 1) {
      throw new InvalidInputException(
          "--workers",
          plan.count() + " beside parallel: " + experiment.parallel() + " in the descriptor",
          "one of them: trainings side by side in one process, or in several");
    }
  }

  /**
   * Opens one with workers, where something is trained.
   *
   * @param run the folder of the run
   */
  static Engine open(Experiment experiment, WorkerPlan plan, Path run, Progress progress)
      throws IOException {
    requireOneOf(experiment, plan);
    Engine engine =
        open(experiment.threads().count().isPresent() ? experiment : shared(experiment, plan));
    if (plan.count() == 0 || engine.loaded().isEmpty()) {
      return engine;
    }
    try {
      Seats seats = Seats.deal(plan.count(), engine.device(), CudaDriver.state().count());
      return new Engine(
          engine.loaded(),
          engine.device(),
          engine.threads(),
          Optional.of(new Workers(plan, run, seats, progress)));
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /** With its share of the machine for each worker, where the descriptor does not say. */
  private static Experiment shared(Experiment experiment, WorkerPlan plan) {
    int share = experiment.threads().orProcessors() / Math.max(1, plan.count());
    return experiment.withThreads(new Threads(OptionalInt.of(Math.max(1, share))));
  }

  /** The descriptor with what depends on the machine or the current directory as it is here now. */
  Experiment settled(Experiment experiment) {
    Experiment settled =
        experiment
            .withInitialWeights(weights ->
                weights.file().map(Path::toAbsolutePath).map(weights::withFile).orElse(weights))
            .withThreads(new Threads(OptionalInt.of(threads)))
            .withDevice(device)
            .withPrecision(loaded.map(Torch::precision).orElse(experiment.precision()));
    return experiment
        .data()
        .flatMap(Data::path)
        .map(path -> settled.withDataFolder(path.toAbsolutePath()))
        .orElse(settled);
  }

  /** PyTorch, for what trains. */
  Torch torch() {
    return loaded.orElseThrow(() -> new IllegalStateException("nothing is trained in this run"));
  }

  @Override
  public void close() {
    workers.ifPresent(Workers::close);
    loaded.ifPresent(Torch::close);
  }
}
