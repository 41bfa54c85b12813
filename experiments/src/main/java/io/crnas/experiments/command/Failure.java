package io.crnas.experiments.command;

import io.crnas.detection.head.DivergenceException;
import io.crnas.detection.torch.DeviceLostException;
import io.crnas.detection.torch.EngineFailure;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.runtime.WrongInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a command that failed ends.
 *
 * @param status the exit status
 * @param lines what people read
 */
record Failure(int status, List<String> lines) {

  /** Something else went wrong: the machine, or the program. */
  static final int FAILED = 1;

  /** The user's input is wrong. */
  static final int BAD_INPUT = 2;

  /** Stopped from outside, as by Ctrl-C. */
  static final int STOPPED = 130;

  Failure {
    lines = List.copyOf(lines);
  }

  static Failure of(Throwable cause) {
    return switch (cause) {
      case InvalidInputException e -> badInput(e.problems());
      case WrongInputException e -> badInput(problems(e));
      case InterruptedException _ -> new Failure(STOPPED, List.of("crnas: stopped"));
      case UncheckedIOException e -> of(checked(e));
      case IOException e -> failed(said(e));
      case OutOfMemoryError e ->
          failed(
              "out of memory: %s; Java may use %d MiB here, JDK_JAVA_OPTIONS=-Xmx8g gives it 8 GiB"
                  .formatted(e.getMessage(), Runtime.getRuntime().maxMemory() >> 20));
      case DivergenceException e -> failed(String.valueOf(e.getMessage()));
      case EngineFailure e -> failed(String.valueOf(e.getMessage()));
      case DeviceLostException e -> failed(String.valueOf(e.getMessage()));
      case LinkageError e -> failed("a class is missing or of another version: " + e.getMessage());
      case Throwable e -> failed(told(e));
    };
  }

  private static String told(Throwable e) {
    return DeviceLostException.in(e)
        .map(Throwable::getMessage)
        .orElseGet(() -> e.getClass().getSimpleName() + ": " + e.getMessage());
  }

  private static List<Problem> problems(WrongInputException e) {
    return e.faults().stream()
        .map(fault -> new Problem(fault.where(), fault.found(), fault.expected()))
        .toList();
  }

  /** What its own words say, where it has some, and else what its cause says. */
  private static IOException checked(UncheckedIOException e) {
    IOException cause = e.getCause();
    String words = String.valueOf(e.getMessage());
    return cause != null && words.equals(cause.toString()) ? cause : new IOException(words, cause);
  }

  private static Failure badInput(List<Problem> problems) {
    List<String> lines = new ArrayList<>();
    lines.add("crnas: " + (problems.size() == 1 ? "a problem" : problems.size() + " problems"));
    problems.forEach(problem -> lines.add("  " + problem.toString().replaceAll("\\R", " ")));
    return new Failure(BAD_INPUT, lines);
  }

  private static Failure failed(String message) {
    return new Failure(
        FAILED, List.of("crnas: " + message.replaceAll("\\R", " "), "(--verbose tells where)"));
  }

  private static String said(IOException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case NoSuchFileException _ -> "no such file: " + message;
      case AccessDeniedException _ -> "no permission: " + message;
      case IOException _ when message.contains("No space left on device") ->
          "the disk is full: " + message;
      case IOException _ -> message;
    };
  }

  void print(PrintWriter out) {
    lines.forEach(out::println);
    out.flush();
  }
}
