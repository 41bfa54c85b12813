package io.crnas.experiments.command;

import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "worker",
    description =
        "Works for a run of this machine: 'crnas run --workers N' starts it, and it ends with that. "
            + "A worker of a Spark cluster is started by 'crnas-spark worker MASTER', of the plug-in.")
final class WorkerCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or cuda:N. Default: the run's.")
  private Device device = new Device.Auto();

  WorkerCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
      throw new InvalidInputException(
          "worker",
          "a terminal",
          "to be started by 'crnas run DESCRIPTOR --workers N';"
              + " a Spark cluster's is 'crnas-spark worker MASTER'");
    }
    try (var replies =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)) {
      // What a library prints is no reply.
      System.setOut(System.err);
      pipeline.work(device, System.in, replies);
    }
    return 0;
  }
}
