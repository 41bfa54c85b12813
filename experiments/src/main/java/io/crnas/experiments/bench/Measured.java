package io.crnas.experiments.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * One file in one setting.
 *
 * @param setting threads and batch
 * @param times of each run in milliseconds, in order; none where the file does not take the batch
 * @param ratio the median over the rounds of its time to the first file's in the same round; 0
 *     without times
 * @param memory the most bytes that a process of its own had of it at a time, where that is told
 */
public record Measured(
    Path file, Setting setting, List<Double> times, double ratio, OptionalLong memory) {

  /**
   * How files are run.
   *
   * @param threads of one run on the processor
   * @param batch images of one run
   */
  public record Setting(int threads, int batch) {}

  public Measured {
    times = List.copyOf(times);
  }

  static Measured of(Path file, Setting setting, long[] nanos, long[] first, OptionalLong memory) {
    return new Measured(
        file,
        setting,
        Arrays.stream(nanos).mapToObj(time -> time / 1e6).toList(),
        quantile(
            IntStream.range(0, nanos.length)
                .mapToObj(round -> (double) nanos[round] / first[round])
                .toList(),
            0.5),
        memory);
  }

  /** In milliseconds. */
  public double median() {
    return quantile(times, 0.5);
  }

  /** What 99 of 100 runs do not exceed, in milliseconds. */
  public double p99() {
    return quantile(times, 0.99);
  }

  /** In milliseconds. */
  public double minimum() {
    return quantile(times, 0);
  }

  /** At the median. */
  public double imagesPerSecond() {
    return times.isEmpty() ? 0 : 1000 * setting.batch() / median();
  }

  /** The least value that such a part of all does not exceed; 0 of none. */
  static double quantile(List<Double> values, double part) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int place = (int) Math.ceil(part * sorted.size()) - 1;
    return sorted.get(Math.max(0, place));
  }
}
