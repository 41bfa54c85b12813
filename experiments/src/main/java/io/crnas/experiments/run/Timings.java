package io.crnas.experiments.run;

import io.crnas.experiments.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Seconds spent in each phase, over all processes that worked on a run. They are written while a
 * phase goes on, too, so that a kill loses few of them.
 */
final class Timings {
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);

  private final Path file;

  /** Of what has ended; for one thread at a time. */
  private final Map<String, Double> seconds;

  private final Duration betweenWrites;

  private Timings(Path file, Map<String, Double> seconds, Duration betweenWrites) {
    this.file = file;
    this.seconds = seconds;
    this.betweenWrites = betweenWrites;
  }

  /** Goes on from what a process before wrote; what can not be read is begun anew. */
  static Timings open(Path file) throws IOException {
    return open(file, BETWEEN_WRITES);
  }

  /**
   * @param betweenWrites how much a kill may lose
   */
  static Timings open(Path file, Duration betweenWrites) throws IOException {
    return new Timings(file, read(file), betweenWrites);
  }

  private static Map<String, Double> read(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      try {
        return Json.read(file, new TypeReference<LinkedHashMap<String, Double>>() {});
      } catch (JacksonException e) {
        // Times are for people to read; a run does not fail over them.
        return new LinkedHashMap<>();
      }
    }
    return new LinkedHashMap<>();
  }

  /** A phase; what it returns is handed on. */
  @FunctionalInterface
  interface Phase<T> {
    T run() throws IOException, InterruptedException;
  }

  /** What a phase took counts also where it failed or its process was killed. */
  <T> T time(String phase, Phase<T> work) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Thread writer = Thread.ofVirtual().name("timings").start(() -> writeOn(phase, start));
    T result;
    try {
      result = work.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      try {
        add(phase, start, writer);
      } catch (IOException unwritten) {
        // The cause of the failure is what people must hear of.
        e.addSuppressed(unwritten);
      }
      throw e;
    }
    add(phase, start, writer);
    return result;
  }

  /** Until it is interrupted. */
  private void writeOn(String phase, long start) {
    try {
      while (true) {
        Thread.sleep(betweenWrites);
        synchronized (this) {
          if (Thread.currentThread().isInterrupted()) {
            return;
          }
          Json.write(file, with(phase, start));
        }
      }
    } catch (InterruptedException e) {
      // The phase is at its end.
    } catch (IOException e) {
      // The phase fails of it, if the disk is still full at its end.
    }
  }

  private void add(String phase, long start, Thread writer) throws IOException {
    writer.interrupt();
    synchronized (this) {
      seconds.putAll(with(phase, start));
      Json.write(file, seconds);
    }
  }

  private Map<String, Double> with(String phase, long start) {
    var all = new LinkedHashMap<>(seconds);
    all.merge(phase, Math.round((System.nanoTime() - start) / 1e6) / 1e3, Double::sum);
    return all;
  }

  double total() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
