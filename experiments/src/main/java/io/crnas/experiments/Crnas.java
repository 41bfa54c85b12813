package io.crnas.experiments;

import io.crnas.experiments.command.Commands;
import io.crnas.experiments.run.DescriptorPipeline;
import java.util.Locale;
import java.util.Optional;

/** The program. */
public final class Crnas {
  /** The number of the process that started this one and waits for it. */
  private static final String LAUNCHER = "crnas.launcher";

  private static final int KILLED = 128 + 9;

  private Crnas() {}

  public static void main(String[] arguments) {
    // What is said is English, and so are its numbers; some languages have other digits.
    Locale.setDefault(Locale.ROOT);
    endWithLauncher();
    int status;
    try (var _ = new NativeThreads()) {
      status = Commands.execute(new DescriptorPipeline(), arguments);
    }
    System.exit(status);
  }

  /** Who kills the launcher means this; only a launcher that can not tell dies before it. */
  private static void endWithLauncher() {
    Optional.ofNullable(System.getProperty(LAUNCHER))
        .map(Long::valueOf)
        .flatMap(ProcessHandle::of)
        .map(ProcessHandle::onExit)
        .ifPresent(end -> {
          var _ = end.thenRun(Crnas::halt);
        });
  }

  private static void halt() {
    try {
      NativeThreads.leaveAsTheyAre();
    } finally {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
