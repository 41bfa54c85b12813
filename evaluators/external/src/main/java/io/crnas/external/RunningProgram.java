package io.crnas.external;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs. It is killed, with what it started, when this is closed or when Java ends,
 * whichever is first.
 */
final class RunningProgram implements AutoCloseable {
  /** Exit statuses above are 128 and the signal that ended the program. */
  private static final int SIGNALLED = 128;

  /** How long after its program Java may hear of a signal that both were sent. */
  private static final Duration SAME_SIGNAL = Duration.ofSeconds(1);

  private final Process process;
  private final Thread hook;

  private RunningProgram(Process process, Thread hook) {
    this.process = process;
    this.hook = hook;
  }

  /**
   * Starts a program.
   *
   * @throws IOException when it can not be started
   * @throws InterruptedException when Java is ending
   */
  static RunningProgram start(ProcessBuilder builder) throws IOException, InterruptedException {
    var started = new CompletableFuture<Optional<Process>>();
    var hook = new Thread(() -> started.join().ifPresent(process -> kill(process.toHandle())));
    // There before the program is: if Java is told to end in between, the hook waits for it.
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException _) {
      throw ending();
    }
    try {
      Process process = builder.start();
      started.complete(Optional.of(process));
      return new RunningProgram(process, hook);
    } finally {
      if (started.complete(Optional.empty())) {
        forget(hook);
      }
    }
  }

  /** Waits for its end, and says whether it came. */
  boolean awaitEnd(long milliseconds) throws InterruptedException {
    return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
  }

  /**
   * Its exit status.
   *
   * @throws InterruptedException when Java is ending, which is then why the program has ended
   */
  int status() throws InterruptedException {
    int status = process.exitValue();
    if (status > SIGNALLED) {
      // Ctrl-C, for one, stops a program and who started it; it says nothing about the candidate.
      Thread.sleep(SAME_SIGNAL);
    }
    if (!forget(hook)) {
      throw ending();
    }
    return status;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill(process.toHandle());
      // It should be gone before its files are, but nobody waits for one that can not end.
      process.onExit().completeOnTimeout(process, 1, TimeUnit.SECONDS).join();
    }
    forget(hook);
  }

  /** False where it is too late, because Java is ending. */
  private static boolean forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return true;
    } catch (IllegalStateException _) {
      return false;
    }
  }

  private static InterruptedException ending() {
    return new InterruptedException("crnas is being stopped");
  }

  /** With what it started, found before it is gone. */
  private static void kill(ProcessHandle process) {
    List<ProcessHandle> children = process.children().toList();
    process.destroyForcibly();
    children.forEach(RunningProgram::kill);
  }
}
