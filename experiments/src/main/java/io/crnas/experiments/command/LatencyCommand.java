package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.pipeline.LatencyRequest;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.StageAllocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "latency",
    description =
        "Writes candidates of a descriptor's search to be measured on another device: an untrained "
            + "ONNX file of each, the backbone or the whole detector as budget.scope says, and latency.csv, "
            + "in which their milliseconds are to be filled in. The search then reads it: strategy {kind: "
            + "pareto, cost: latency, latency: {file: latency.csv}}.")
final class LatencyCommand implements Callable<Integer> {
  private final Pipeline pipeline;

  @Parameters(paramLabel = "DESCRIPTOR", description = "A YAML file.")
  private Path descriptor = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the files go.")
  private Path folder = Path.of("");

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "stage, spatial or joint. Default: the first that weighs latency, or the first.")
  private Optional<String> level = Optional.empty();

  @Option(
      names = "--blocks",
      paramLabel = "BLOCKS",
      description =
          "Blocks per stage that the level before found, of spatial. Default: the baseline's.")
  private Optional<StageAllocation> blocks = Optional.empty();

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description =
          "So many candidates at most, the baseline among them; of more, some are drawn, each as"
              + " likely as any other. Default: ${DEFAULT-VALUE}.")
  private int most = 100;

  @Mixin private Overrides overrides = new Overrides();
  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  LatencyCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (most < 1) {
      throw new InvalidInputException("--candidates", Integer.toString(most), "at least 1");
    }
    try (Evaluators evaluators = plugins.open()) {
      pipeline.writeCandidates(
          overrides.read(descriptor, evaluators, output.progress()),
          new LatencyRequest(level, blocks, most, folder),
          output.progress());
    }
    return 0;
  }
}
