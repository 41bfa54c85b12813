package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command in a process of its own, which can be killed. */
final class Child implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path err;
  private final List<String> out = new ArrayList<>();
  private final BufferedReader reader;

  private Child(Process process, Path err) {
    this.process = process;
    this.err = err;
    this.reader = process.inputReader();
  }

  /** Starts the program as a user would; temporary files go to {@code scratch}. */
  static Child start(Path scratch, String... arguments) throws IOException {
    return start(scratch, java(scratch, io.crnas.experiments.Crnas.class, arguments));
  }

  static Child start(Path scratch, List<String> command) throws IOException {
    Path err = Files.createTempFile(scratch, "child", ".err");
    var builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder
        .environment()
        .putAll(Map.of("DJL_OFFLINE", "true", "OPT_OUT_TRACKING", "true", "OMP_NUM_THREADS", "1"));
    return new Child(builder.start(), err);
  }

  /** The command line of a class of this class path, on this JDK. */
  static List<String> java(Path scratch, Class<?> main, String... arguments) {
    String tests = System.getProperty("surefire.test.class.path");
    String path = tests == null ? System.getProperty("java.class.path") : tests;
    return Stream.concat(
            Stream.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                // Starts sooner; the results must not depend on it.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                path,
                main.getName()),
            Stream.of(arguments))
        .toList();
  }

  /** Waits until it says a line with these words in it. */
  Child awaitLine(String words) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      out.add(line);
      if (line.contains(words)) {
        return this;
      }
    }
    return fail("it ended without saying '" + words + "': " + allSaid());
  }

  /** SIGTERM, as a shutting down machine or a scheduler sends it. */
  Child terminate() {
    // By the handle, which leaves open what the child still says.
    process.toHandle().destroy();
    return this;
  }

  /** SIGKILL. */
  Child kill() {
    process.toHandle().destroyForcibly();
    return this;
  }

  /** Waits for its end. */
  Ending await() throws IOException, InterruptedException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      out.add(line);
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      fail("it does not end: " + allSaid());
    }
    return new Ending(process.exitValue(), List.copyOf(out), Files.readAllLines(err));
  }

  /** The lines so far. */
  List<String> said() {
    return List.copyOf(out);
  }

  private String allSaid() throws IOException {
    return out + " " + Files.readString(err);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    reader.close();
  }
}
