package io.crnas.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** Seconds spent in each phase, over all processes that worked on a run. */
final class Timings {
  private final Path file;
  private final Map<String, Double> seconds;

  private Timings(Path file, Map<String, Double> seconds) {
    this.file = file;
    this.seconds = seconds;
  }

  /** Goes on from what a process before wrote; what can not be read is begun anew. */
  static Timings open(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      try {
        return new Timings(
            file,
            Json.MAPPER.readValue(
                Files.readString(file), new TypeReference<LinkedHashMap<String, Double>>() {}));
      } catch (JacksonException e) {
        // Times are for people to read; a run does not fail over them.
        return new Timings(file, new LinkedHashMap<>());
      }
    }
    return new Timings(file, new LinkedHashMap<>());
  }

  /** A phase; what it returns is handed on. */
  @FunctionalInterface
  interface Phase<T> {
    T run() throws IOException, InterruptedException;
  }

  /** What a phase took counts also where it failed. */
  <T> T time(String phase, Phase<T> work) throws IOException, InterruptedException {
    long start = System.nanoTime();
    T result;
    try {
      result = work.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      try {
        add(phase, start);
      } catch (IOException unwritten) {
        // The cause of the failure is what people must hear of.
        e.addSuppressed(unwritten);
      }
      throw e;
    }
    add(phase, start);
    return result;
  }

  private void add(String phase, long start) throws IOException {
    double spent = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
    seconds.merge(phase, spent, Double::sum);
    Json.write(file, seconds);
  }

  double total() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
