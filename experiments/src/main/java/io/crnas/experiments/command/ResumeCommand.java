package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "resume", description = "Continues a run that was stopped.")
final class ResumeCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path folder = Path.of("");

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private WorkersOption workers = new WorkersOption();
  @Mixin private Output output = new Output();

  ResumeCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Evaluators evaluators = plugins.open();
        var _ = new StopNotice("resume " + folder + workers + plugins)) {
      workers.of(pipeline, plugins).resume(folder, evaluators, output.progress());
    }
    return 0;
  }
}
