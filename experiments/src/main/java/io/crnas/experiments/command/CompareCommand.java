package io.crnas.experiments.command;

import io.crnas.experiments.compare.StrategyComparison;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.framework.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description =
        "Compares strategies: the best score against the number of evaluations, over runs that "
            + "searched the same level with several seeds.")
final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs that ended.")
  private List<Path> runs = List.of();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Which level, as the journal calls it, where the runs have several.")
  private Optional<String> level = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", description = "Draw it, as SVG.")
  private Optional<Path> out = Optional.empty();

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    try (Evaluators evaluators = plugins.open()) {
      StrategyComparison comparison = StrategyComparison.of(runs, level, evaluators);
      List<String> lines = output.isJson() ? comparison.json() : comparison.table();
      lines.forEach(System.out::println);
      System.out.flush();
      if (out.isPresent()) {
        AtomicFile.writeString(out.get(), comparison.svg());
        output.progress().say("wrote " + out.get());
      }
    }
    return 0;
  }
}
