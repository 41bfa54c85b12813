package io.crnas.external;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a program is called: a text goes in, a text comes out, and whatever takes too long or says
 * too much is killed with all that it started. What it says goes to files and not through pipes:
 * they need no threads, and a grandchild that keeps one open holds up nobody.
 *
 * @param command the program and its arguments
 * @param directory where it runs
 * @param scratch where its files are while it runs
 * @param limit how long it may take
 */
record ProgramCall(List<String> command, Path directory, Path scratch, Duration limit) {
  /** Then comes the number of the process that calls. */
  private static final String PREFIX = "call-";

  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-.*");
  private static final long MOST_BYTES = 16L << 20;
  private static final int TAIL_BYTES = 2_000;
  private static final long LOOK_MILLISECONDS = 20;

  /** How a call ended. */
  sealed interface Ending {
    /** With exit status 0; and what was on standard output. */
    record Said(String output) implements Ending {}

    /** Otherwise. */
    record Broke(String reason) implements Ending {}
  }

  /**
   * Calls the program.
   *
   * @param input what it reads from its standard input
   * @throws IOException when it can not be started, or its files not be written or read
   * @throws InterruptedException if the thread was interrupted or Java is ending; the program is
   *     killed then
   */
  Ending run(String input) throws IOException, InterruptedException {
    Path folder = folder();
    try {
      Path in = Files.writeString(folder.resolve("in"), input);
      Path out = Files.createFile(folder.resolve("out"));
      Path err = Files.createFile(folder.resolve("err"));
      var builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Optional<String> broken;
      try (RunningProgram program = RunningProgram.start(builder)) {
        broken = watch(program, out, err);
      }
      return broken.isEmpty()
          ? new Ending.Said(new String(Files.readAllBytes(out), StandardCharsets.UTF_8))
          : new Ending.Broke(broken.get() + lastWords(err));
    } finally {
      delete(folder);
    }
  }

  private Path folder() throws IOException {
    while (true) {
      Files.createDirectories(scratch);
      try {
        return Files.createTempDirectory(scratch, PREFIX + ProcessHandle.current().pid() + "-");
      } catch (NoSuchFileException e) {
        // Another process found it empty, and swept it away meanwhile.
      }
    }
  }

  /**
   * Deletes all files of calls, also of killed ones, but for those of other processes that live:
   * some may have the folder in common. For the one who calls nobody meanwhile.
   */
  void sweep() throws IOException {
    if (Files.isDirectory(scratch)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(scratch, "call*")) {
        for (Path folder : folders) {
          if (!isOfAnother(folder)) {
            delete(folder);
          }
        }
      }
      deleteIfEmpty(scratch);
    }
  }

  private static boolean isOfAnother(Path folder) {
    Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
    if (!name.matches()) {
      return false;
    }
    long caller = Long.parseLong(name.group(1));
    return caller != ProcessHandle.current().pid() && ProcessHandle.of(caller).isPresent();
  }

  /** Waits for the end of a program, and says what was wrong with it. */
  private Optional<String> watch(RunningProgram program, Path out, Path err)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean ended = false;
    while (!ended) {
      ended = program.awaitEnd(LOOK_MILLISECONDS);
      if (Math.max(Files.size(out), Files.size(err)) > MOST_BYTES) {
        return Optional.of("more than " + (MOST_BYTES >> 20) + " MiB of output");
      }
      if (!ended && System.nanoTime() - end > 0) {
        return Optional.of("no answer within " + limit.toMillis() / 1000.0 + " s");
      }
    }
    int status = program.status();
    return status == 0 ? Optional.empty() : Optional.of("exit status " + status);
  }

  /** The end of what it said on standard error, in one line. */
  private static String lastWords(Path err) throws IOException {
    byte[] tail;
    try (var file = new RandomAccessFile(err.toFile(), "r")) {
      tail = new byte[(int) Math.min(file.length(), TAIL_BYTES)];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
    }
    String words = new String(tail, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
    return words.isEmpty() ? "" : "; the end of standard error: " + words;
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException _) {
      // Somebody keeps something there.
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
