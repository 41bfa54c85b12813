package io.crnas.detection.torch;

import io.crnas.framework.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a device has units that multiply bfloat16 several times as fast as float32. */
final class Bfloat16 {
  /** What Linux calls the matrix units of a processor; its vectors alone gain little. */
  private static final String MATRIX_UNITS = "amx_bf16";

  /** Ampere, the first GPUs that have them. */
  private static final int FIRST_GENERATION = 8;

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Bfloat16() {}

  /**
   * Whether that is known of a device of this machine.
   *
   * @param device never {@link Device.Auto}
   */
  static boolean isFast(Device device) {
    return switch (device) {
      case Device.Cpu _ -> hasMatrixUnits(processors());
      case Device.Cuda cuda -> isFast(cuda, CudaDriver.state());
      case Device.Auto _ -> throw new IllegalArgumentException("a device that was not chosen");
    };
  }

  static boolean isFast(Device.Cuda device, CudaDriver.State driver) {
    return switch (driver) {
      case CudaDriver.Working(int _, List<CudaDriver.Gpu> gpus) ->
          device.index() < gpus.size() && gpus.get(device.index()).generation() >= FIRST_GENERATION;
      case CudaDriver.Missing _, CudaDriver.Failing _ -> false;
    };
  }

  /**
   * Whether processors have them.
   *
   * @param lines as Linux describes the processors
   */
  static boolean hasMatrixUnits(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("flags"))
        .anyMatch(line -> List.of(line.split("\\s+")).contains(MATRIX_UNITS));
  }

  private static List<String> processors() {
    try {
      return Files.exists(PROCESSORS) ? Files.readAllLines(PROCESSORS) : List.of();
    } catch (IOException e) {
      // Then it is not known of them.
      return List.of();
    }
  }
}
