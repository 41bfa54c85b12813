package io.crnas.experiments.worker;

import io.crnas.framework.device.Device;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a worker is started: as this process was, by the same Java with the same classes. */
final class WorkerCommandLine {
  /** In tests, the class path is in the manifest of a jar. */
  private static final String TESTS = "surefire.test.class.path";

  /** Of the machine's memory, in percent, what Java lets a heap have that is told nothing. */
  private static final double USUAL_HEAP = 25;

  private WorkerCommandLine() {}

  /**
   * @param temporary the folder for its temporary files, which whoever leads deletes: a worker may
   *     be killed
   */
  static List<String> of(WorkerPlan plan, Device device, Path temporary) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-Djava.io.tmpdir=" + temporary,
        // All of them together have as much as one would.
        String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.3f", USUAL_HEAP / plan.count()),
        // What Java itself has to say is no reply.
        "-XX:+DisplayVMOutputToStderr",
        "-cp",
        classPath(plan),
        "io.crnas.experiments.Crnas",
        "worker",
        "--device",
        device.toString());
  }

  private static String classPath(WorkerPlan plan) {
    String own =
        Optional.ofNullable(System.getProperty(TESTS))
            .orElseGet(() -> System.getProperty("java.class.path"));
    return plan.plugins()
        .map(folder -> own + File.pathSeparator + folder.toAbsolutePath() + "/*")
        .orElse(own);
  }
}
