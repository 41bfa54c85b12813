package io.crnas.experiments.console;

import io.crnas.framework.progress.Progress;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** How progress is shown. */
public final class Console {
  private static final int USUAL_COLUMNS = 80;

  private Console() {}

  /**
   * A bar where a person looks on, else lines; lines that stay go to standard output, the bar to
   * standard error. Safe to use from many threads.
   */
  public static Progress human() {
    if (!isTerminal()) {
      return new Lines(System.out, System::nanoTime);
    }
    boolean unicode = System.err.charset().equals(StandardCharsets.UTF_8);
    return new Bar(System.out, System.err, Console::columns, unicode, System::nanoTime);
  }

  /** Lines on standard error, where standard output is for something else. */
  public static Progress aside() {
    return new Lines(System.err, System::nanoTime);
  }

  /** How many characters a line has where a person looks on; empty for a file or a pipe. */
  public static OptionalInt width() {
    return isTerminal() ? OptionalInt.of(columns()) : OptionalInt.empty();
  }

  /** One JSON object a line: {@code start}, {@code progress}, {@code end}, {@code line}. */
  public static Progress json(PrintStream out) {
    return new JsonLines(out, System::nanoTime);
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again where there is no terminal.
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** The width of the terminal, which only its driver knows. */
  private static int columns() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String answer;
      try (var reader = stty.inputReader()) {
        answer = reader.readLine();
      }
      if (stty.waitFor(1, TimeUnit.SECONDS) && answer != null && answer.matches("\\d+ [1-9]\\d*")) {
        return Integer.parseInt(answer.substring(answer.indexOf(' ') + 1));
      }
    } catch (IOException e) {
      // No stty, as on Windows: the usual width will do.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return USUAL_COLUMNS;
  }
}
