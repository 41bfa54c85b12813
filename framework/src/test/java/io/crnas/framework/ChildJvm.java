package io.crnas.framework;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java program in a process of its own, to be killed by tests. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Runs a main class on the class path of the tests. */
  public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
    return new ChildJvm(builder(command(main, arguments)).start());
  }

  /** The same, but no file may grow beyond so many KiB: what a full disk looks like. */
  public static ChildJvm startWithSmallFiles(int kibibytes, Class<?> main, String... arguments)
      throws IOException {
    var command = new ArrayList<>(List.of("bash", "-c", "ulimit -f $0; exec \"$@\""));
    command.add(String.valueOf(kibibytes));
    command.addAll(command(main, arguments));
    return new ChildJvm(builder(command).start());
  }

  /** The next line of its output; an {@link IOException} where it ended before. */
  public String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the child ended early");
    }
    return line;
  }

  /** As kill -9 does; returns when the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static ProcessBuilder builder(List<String> command) {
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  private static List<String> command(Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
