package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description =
        "Holds an exported file, run in ONNX Runtime, against the engine with the weights of the run "
            + "that it came from: on images of the val split at several sizes and batches, and, of a whole "
            + "detector, its precision on the test split. Exit status 1 where they differ.")
final class VerifyCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "FILE.onnx", description = "The file.")
  private Path file = Path.of("");

  @Option(
      names = "--run",
      required = true,
      paramLabel = "RUN",
      description = "The folder of the run that it was exported from.")
  private Path run = Path.of("");

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  VerifyCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Evaluators evaluators = plugins.open()) {
      pipeline.verify(file, run, evaluators, output.progress());
    }
    return 0;
  }
}
