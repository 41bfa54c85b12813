package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.descriptor.Threads;
import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.device.Device;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that take precedence over the descriptor. */
final class Overrides {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A value in place of the descriptor's, as retrain.steps=500 or "
              + "levels.0.evaluator.steps=200; YAML. Can be given again.")
  private List<Assignment> assignments = List.of();

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "The folder of the data, in place of the descriptor's.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "What trainings begin with, in place of the descriptor's file.")
  private Optional<Path> weights = Optional.empty();

  @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or cuda:N.")
  private Optional<Device> device = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "What all randomness comes from.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--threads", paramLabel = "N", description = "How many threads compute, or auto.")
  private Optional<Threads> threads = Optional.empty();

  @Option(names = "--strict", description = "A bad annotation is an error, not left out.")
  private boolean strict;

  /**
   * A descriptor with all of them.
   *
   * @param progress hears of keys that are called otherwise now
   */
  Experiment read(Path descriptor, Evaluators evaluators, Progress progress) throws IOException {
    Experiment described = Descriptor.read(descriptor, evaluators, assignments, progress::say);
    Experiment experiment = data.map(described::withDataFolder).orElse(described);
    experiment = weights.map(experiment::withWeightsFile).orElse(experiment);
    experiment = device.map(experiment::withDevice).orElse(experiment);
    experiment = seed.map(experiment::withSeed).orElse(experiment);
    experiment = threads.map(experiment::withThreads).orElse(experiment);
    return strict ? experiment.withStrictData() : experiment;
  }
}
