package io.crnas.experiments.command;

import io.crnas.experiments.compare.NetComparison;
import io.crnas.experiments.compare.StrategyComparison;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description =
        "Compares strategies: the best score against the number of evaluations, over runs that "
            + "searched the same level with several seeds. With --nets what the runs found, "
            + "retrained, beside their baselines, by levels and budgets.")
final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", arity = "1..*", description = "Folders of runs that ended.")
  private List<Path> runs = List.of();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Which level, as the journal calls it, where the runs have several.")
  private Optional<String> level = Optional.empty();

  @Option(names = "--nets", description = "Compare the nets and not the searches.")
  private boolean nets;

  @Option(names = "--out", paramLabel = "FILE", description = "Draw it, as SVG.")
  private Optional<Path> out = Optional.empty();

  @Mixin private Plugins plugins = new Plugins();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (nets) {
      if (level.isPresent()) {
        throw new InvalidInputException(
            "--level", level.get(), "none beside --nets, which are those of all levels");
      }
      NetComparison comparison = NetComparison.of(runs);
      tell(output.isJson() ? comparison.json() : comparison.table(), comparison::svg);
      return 0;
    }
    try (Evaluators evaluators = plugins.open()) {
      StrategyComparison comparison = StrategyComparison.of(runs, level, evaluators);
      tell(output.isJson() ? comparison.json() : comparison.table(), comparison::svg);
    }
    return 0;
  }

  private void tell(List<String> lines, Supplier<String> drawing) throws IOException {
    lines.forEach(System.out::println);
    System.out.flush();
    if (out.isPresent()) {
      AtomicFile.writeString(out.get(), drawing.get());
      output.progress().say("wrote " + out.get());
    }
  }
}
