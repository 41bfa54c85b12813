package io.crnas.experiments.command;

/** When the process is told to stop (Ctrl-C) before this is closed, says how to go on. */
final class StopNotice implements AutoCloseable {
  private final Thread hook;

  /**
   * @param again what goes on with the work when it is said to crnas
   */
  StopNotice(String again) {
    hook =
        new Thread(() -> System.err.printf("%nstopped; go on with: crnas %s%n", again), "stopped");
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
