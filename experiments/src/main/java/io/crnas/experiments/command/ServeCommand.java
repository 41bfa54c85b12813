package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.pipeline.RunPages;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.serve.PageServer;
import io.crnas.experiments.status.RunStatus;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "serve",
    description =
        "Shows the report of a run in a browser of this machine, also while the run goes on.")
final class ServeCommand implements Callable<Integer> {
  /** So often a page that changes is asked for again. */
  private static final int SECONDS = 5;

  private static final int MOST_PORTS = 65_535;

  /** Where the page of all budgets leads to. */
  private static final Pattern BUDGET = Pattern.compile("/" + Overview.FOLDER + "/([^/]+)/.*");

  private final Pipeline pipeline;

  @Parameters(paramLabel = "RUN", description = "The run's folder; nothing is written in it.")
  private Path folder = Path.of("");

  @Option(
      names = "--port",
      defaultValue = "8600",
      description = "Where on 127.0.0.1, 0 for any port that is free; ${DEFAULT-VALUE} by default.")
  private int port;

  @Mixin private Plugins plugins = new Plugins();

  ServeCommand(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Ends by a signal alone. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > MOST_PORTS) {
      throw new InvalidInputException(
          "--port", Integer.toString(port), "a number from 0 to " + MOST_PORTS);
    }
    try (Evaluators evaluators = plugins.open()) {
      RunPages pages = pipeline.pages(folder, evaluators);
      try (var server = new PageServer(port, path -> page(path, pages, evaluators))) {
        System.out.printf("%s shows %s until Ctrl-C%n", server.address(), folder);
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  private Optional<PageServer.Page> page(String path, RunPages pages, Evaluators evaluators)
      throws IOException {
    Matcher budget = BUDGET.matcher(path);
    if (path.equals("/")) {
      return Optional.of(html(pages.whole()));
    } else if (path.equals("/status.json")) {
      return Optional.of(
          PageServer.Page.json(RunStatus.read(folder, evaluators, Instant.now()).json()));
    } else if (budget.matches()) {
      return pages.of(budget.group(1)).map(ServeCommand::html);
    }
    return Optional.empty();
  }

  private static PageServer.Page html(RunPages.Page page) {
    return PageServer.Page.html(
        page.html(), page.isFinal() ? Optional.empty() : Optional.of(SECONDS));
  }
}
