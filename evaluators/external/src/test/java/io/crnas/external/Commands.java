package io.crnas.external;

import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the command evaluator under way.
 *
 * @param settings so far
 */
record Commands(CommandSettings settings) {

  /** Of any program, with a minute of patience. */
  static Commands of(String... command) {
    return new Commands(new CommandSettings(List.of(command), 60, 0, 1, Optional.empty()));
  }

  /** Of a shell script. */
  static Commands sh(String script) {
    return of("sh", "-c", script);
  }

  Commands timeout(double seconds) {
    return new Commands(
        new CommandSettings(
            settings.command(),
            seconds,
            settings.retries(),
            settings.parallel(),
            settings.version()));
  }

  Commands retries(int retries) {
    return new Commands(
        new CommandSettings(
            settings.command(),
            settings.timeout(),
            retries,
            settings.parallel(),
            settings.version()));
  }

  Commands parallel(int parallel) {
    return new Commands(
        new CommandSettings(
            settings.command(),
            settings.timeout(),
            settings.retries(),
            parallel,
            settings.version()));
  }

  Commands version(String version) {
    return new Commands(
        new CommandSettings(
            settings.command(),
            settings.timeout(),
            settings.retries(),
            settings.parallel(),
            Optional.of(version)));
  }

  /** Opened in a folder, with its files in {@code kept}. */
  static Evaluator<Allocation> open(Path base, Commands commands) throws IOException {
    return new CommandProvider()
        .open(commands.settings(), Contexts.stage(base, base.resolve("kept")));
  }
}
