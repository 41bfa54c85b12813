package io.crnas.experiments.command;

import java.nio.file.Path;

/** When the process is told to stop (Ctrl-C) before this is closed, says how to go on. */
final class StopNotice implements AutoCloseable {
  private final Thread hook;

  StopNotice(Path folder, Plugins plugins) {
    hook =
        new Thread(
            () -> System.err.printf("%nstopped; go on with: crnas resume %s%s%n", folder, plugins),
            "stopped");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is stopping, so the notice is right.
    }
  }
}
