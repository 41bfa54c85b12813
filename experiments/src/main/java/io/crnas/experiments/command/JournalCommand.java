package io.crnas.experiments.command;

import io.crnas.experiments.console.Console;
import io.crnas.experiments.journal.Listing;
import io.crnas.experiments.journal.RunJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "journal",
    description = "Prints every answer about a candidate, also while the run goes on.")
final class JournalCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run's folder, or a journal.")
  private Path run = Path.of("");

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Print the answers of this level alone.")
  private Optional<String> level = Optional.empty();

  @Option(
      names = "--sort",
      paramLabel = "METRIC",
      description = "The best by this metric first; without it, in the order of writing.")
  private Optional<String> metric = Optional.empty();

  @ArgGroup private Form form = new Form();

  /** A table unless told otherwise. */
  private static final class Form {
    @Option(names = "--csv", description = "Print CSV, with a column for each metric.")
    private boolean csv;

    @Option(names = "--json", description = "Print JSON, an object a line.")
    private boolean json;
  }

  @Override
  public Integer call() throws IOException {
    Listing all = new Listing(RunJournal.read(run));
    Listing some = level.map(all::level).orElse(all);
    Listing shown = metric.map(some::bestFirst).orElse(some);
    if (form.csv) {
      shown.csv(System.out);
    } else if (form.json) {
      shown.json().forEach(System.out::println);
    } else {
      shown.table(Console.width()).forEach(System.out::println);
    }
    System.out.flush();
    return 0;
  }
}
