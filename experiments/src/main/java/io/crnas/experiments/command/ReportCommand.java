package io.crnas.experiments.command;

import io.crnas.experiments.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "report", description = "Writes the report of a run anew.")
final class ReportCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path folder = Path.of("");

  @Mixin private Output output = new Output();

  ReportCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException {
    pipeline.report(folder, output.progress());
    return 0;
  }
}
