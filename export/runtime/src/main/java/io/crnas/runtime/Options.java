package io.crnas.runtime;

import java.util.OptionalLong;

/**
 * How a file is run.
 *
 * @param device where
 * @param threads for one call on the processor
 * @param memoryLimit the most bytes that ONNX Runtime may take of a CUDA device's memory; without
 *     one, what it needs. On the processor it knows no limit, so that to load a file there with one
 *     is refused
 * @param leastScore detections below are left out; 0 keeps all that the file gives
 */
public record Options(Device device, int threads, OptionalLong memoryLimit, double leastScore) {

  /**
   * @throws WrongInputException when a number is out of its range
   */
  public Options {
    var faults = new Faults();
    if (threads < 1) {
      faults.add("threads", String.valueOf(threads), "at least 1");
    }
    if (memoryLimit.isPresent() && memoryLimit.getAsLong() < 1) {
      faults.add("memory limit", memoryLimit.getAsLong() + " bytes", "at least 1");
    }
    if (!(leastScore >= 0 && leastScore <= 1)) {
      faults.add("least score", String.valueOf(leastScore), "a number from 0 to 1");
    }
    faults.throwIfAny();
  }

  /** On the device {@code auto}, with as many threads as there are processors, without limits. */
  public static Options defaults() {
    return new Options(
        new Device.Auto(), Runtime.getRuntime().availableProcessors(), OptionalLong.empty(), 0);
  }

  public Options withDevice(Device other) {
    return new Options(other, threads, memoryLimit, leastScore);
  }

  public Options withThreads(int number) {
    return new Options(device, number, memoryLimit, leastScore);
  }

  public Options withMemoryLimit(long bytes) {
    return new Options(device, threads, OptionalLong.of(bytes), leastScore);
  }

  public Options withLeastScore(double score) {
    return new Options(device, threads, memoryLimit, score);
  }
}
