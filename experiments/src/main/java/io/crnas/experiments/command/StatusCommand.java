package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.status.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    description = "Tells how far a run is, also while another process works on it.")
final class StatusCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path folder = Path.of("");

  @Option(names = "--json", description = "Print it as one JSON object.")
  private boolean json;

  @Mixin private Plugins plugins = new Plugins();

  @Override
  public Integer call() throws IOException {
    try (Evaluators evaluators = plugins.open()) {
      RunStatus status = RunStatus.read(folder, evaluators, Instant.now());
      if (json) {
        System.out.println(status.json());
      } else {
        status.lines().forEach(System.out::println);
      }
      System.out.flush();
    }
    return 0;
  }
}
