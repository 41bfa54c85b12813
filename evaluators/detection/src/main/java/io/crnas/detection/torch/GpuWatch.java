package io.crnas.detection.torch;

import static io.crnas.detection.torch.DriverCalls.taking;

import io.crnas.framework.device.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches how a GPU is used, by whomever, until it is closed: NVIDIA's management library (NVML),
 * which comes with the driver, says how much of its memory is in use, and in how much of the last
 * moments it computed.
 */
@SuppressWarnings("restricted")
public final class GpuWatch implements AutoCloseable {
  /** NVML looks back by a sixth of a second at least. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

  private final Thread thread;
  private int looks;
  private long memory;
  private long used;
  private long busy;

  /**
   * What was seen.
   *
   * @param memory of the GPU, in bytes
   * @param used the most of it that was in use at a time, in bytes
   * @param idle the share of the time in which nothing was computed, in [0, 1]
   */
  public record Seen(long memory, long used, double idle) {}

  private GpuWatch(DriverCalls calls, MemorySegment gpu, Duration betweenLooks) {
    look(calls, gpu);
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("gpu-watch")
            .start(() -> {
              try {
                while (true) {
                  Thread.sleep(betweenLooks);
                  look(calls, gpu);
                }
              } catch (InterruptedException | DriverCalls.FailedException e) {
                // It is closed, or the GPU is lost, which others say.
              }
            });
  }

  /** Begins, where the device is a GPU and the libraries are there and answer. */
  public static Optional<GpuWatch> start(Device device) {
    String name =
        System.getProperty("os.name", "").startsWith("Windows") ? "nvml.dll" : "libnvidia-ml.so.1";
    return switch (device) {
      case Device.Cuda(int index) ->
          CudaDriver.library()
              .flatMap(driver ->
                  DriverCalls.library(name)
                      .flatMap(library -> start(driver, library, index, BETWEEN_LOOKS)));
      case Device.Cpu _, Device.Auto _ -> Optional.empty();
    };
  }

  /**
   * @param index as CUDA counts
   */
  static Optional<GpuWatch> start(
      SymbolLookup driver, SymbolLookup library, int index, Duration betweenLooks) {
    var calls = new DriverCalls(library);
    try (Arena arena = Arena.ofConfined()) {
      calls.call("nvmlInit_v2", taking());
      MemorySegment place = arena.allocateFrom(CudaDriver.place(driver, index, arena));
      MemorySegment gpu = arena.allocate(ValueLayout.ADDRESS);
      calls.call(
          "nvmlDeviceGetHandleByPciBusId_v2",
          taking(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
          place,
          gpu);
      return Optional.of(new GpuWatch(calls, gpu.get(ValueLayout.ADDRESS, 0), betweenLooks));
    } catch (DriverCalls.FailedException e) {
      return Optional.empty();
    }
  }

  private void look(DriverCalls calls, MemorySegment gpu) {
    try (Arena arena = Arena.ofConfined()) {
      // nvmlMemory_t: total, free, used.
      MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG, 3);
      // nvmlUtilization_t: percents of the GPU and of its memory's bus.
      MemorySegment percents = arena.allocate(ValueLayout.JAVA_INT, 2);
      calls.call(
          "nvmlDeviceGetMemoryInfo", taking(ValueLayout.ADDRESS, ValueLayout.ADDRESS), gpu, bytes);
      calls.call(
          "nvmlDeviceGetUtilizationRates",
          taking(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
          gpu,
          percents);
      synchronized (this) {
        looks++;
        memory = bytes.getAtIndex(ValueLayout.JAVA_LONG, 0);
        used = Math.max(used, bytes.getAtIndex(ValueLayout.JAVA_LONG, 2));
        busy += percents.get(ValueLayout.JAVA_INT, 0);
      }
    }
  }

  /** What was seen so far. */
  public synchronized Seen seen() {
    return new Seen(memory, used, 1 - busy / 100.0 / looks);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
