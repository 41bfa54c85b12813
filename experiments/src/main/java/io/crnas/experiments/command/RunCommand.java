package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = "Searches, retrains, exports and reports what a descriptor says.")
final class RunCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "DESCRIPTOR", description = "A YAML file.")
  private Path descriptor = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder. Default: runs/NAME.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--dry-run",
      description =
          "Only say what would be done and, after a short measurement, how long it takes.")
  private boolean dryRun;

  @Mixin private Overrides overrides = new Overrides();
  @Mixin private Plugins plugins = new Plugins();
  @Mixin private WorkersOption workers = new WorkersOption();
  @Mixin private Output output = new Output();

  RunCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Evaluators evaluators = plugins.open()) {
      Experiment experiment = overrides.read(descriptor, evaluators, output.progress());
      if (dryRun) {
        workers.of(pipeline, plugins).dryRun(experiment, output.progress());
        return 0;
      }
      Path folder = out.orElseGet(() -> Path.of("runs", experiment.name()));
      try (var _ = new StopNotice("resume " + folder + workers + plugins)) {
        workers.of(pipeline, plugins).run(experiment, folder, output.progress());
      }
    }
    return 0;
  }
}
