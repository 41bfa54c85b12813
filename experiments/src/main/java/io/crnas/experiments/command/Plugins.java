package io.crnas.experiments.command;

import io.crnas.experiments.descriptor.Evaluators;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says where evaluators of others are. */
final class Plugins {
  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "A folder with the jars of further evaluators.")
  private Optional<Path> folder = Optional.empty();

  Evaluators open() throws IOException {
    return folder.isPresent() ? Evaluators.in(folder.get()) : Evaluators.onClassPath();
  }

  /** As it was given. */
  Optional<Path> folder() {
    return folder;
  }

  /** The option, as it was given, with a blank before it; else nothing. */
  @Override
  public String toString() {
    return folder.map(path -> " --plugins " + path).orElse("");
  }
}
