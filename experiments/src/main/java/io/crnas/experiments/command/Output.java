package io.crnas.experiments.command;

import io.crnas.experiments.console.Console;
import io.crnas.framework.progress.Progress;
import picocli.CommandLine.Option;

/** The options of how a command talks. */
final class Output {
  @Option(names = "--quiet", description = "Say nothing but problems.")
  private boolean quiet;

  @Option(names = "--json", description = "Say it as one JSON object a line, on standard output.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  Progress progress() {
    if (json) {
      return Console.json(System.out);
    }
    return quiet ? Progress.silent() : Console.human();
  }
}
