package io.crnas.experiments.results;

import io.crnas.experiments.json.Json;
import io.crnas.framework.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How long the exported detectors take for a test image, run by turns. It is measured, so it
 * belongs to a machine and to what else that machine does.
 *
 * @param device where they ran
 * @param threads of one run
 * @param size of the image as the detectors see it
 * @param runs of each that count
 * @param ratio the median over the rounds of the found net's time to the baseline's in the same
 *     round: steadier than that of the medians, since what else the machine does meets both
 */
public record LatencyComparison(
    String device, int threads, String size, int runs, Times baseline, Times found, double ratio) {
  /** How the file is called in the folder of a run. */
  public static final String FILE = "latency.json";

  /**
   * Of one net, in milliseconds.
   *
   * @param p99 what 99 of 100 runs do not exceed
   */
  public record Times(double median, double p99) {}

  public void write(Path file) throws IOException {
    Json.write(file, this);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidInputException if it is something else
   */
  public static LatencyComparison read(Path file) throws IOException {
    return Json.read(file, LatencyComparison.class, "latency of exported detectors", FILE);
  }
}
