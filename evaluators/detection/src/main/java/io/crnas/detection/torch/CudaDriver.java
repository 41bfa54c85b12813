package io.crnas.detection.torch;

import static io.crnas.detection.torch.DriverCalls.taking;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks the NVIDIA driver for its GPUs. Its library comes with the driver, unlike CUDA's run time,
 * which a machine that only uses GPUs need not have.
 */
// Calls into a native library are restricted; java is started with the permission.
@SuppressWarnings("restricted")
public final class CudaDriver {
  private static final int NAME_LENGTH = 256;

  /** A {@code CUdevice_attribute}. */
  private static final int COMPUTE_CAPABILITY_MAJOR = 75;

  private static final int PLACE_LENGTH = 64;

  private final DriverCalls calls;

  private CudaDriver(SymbolLookup library) {
    this.calls = new DriverCalls(library);
  }

  /** What the driver says. */
  public sealed interface State {
    /** How many GPUs it knows; none where it does not say. */
    default int count() {
      return switch (this) {
        case Missing _, Failing _ -> 0;
        case Working working -> working.gpus().size();
      };
    }
  }

  /**
   * There is none.
   *
   * @param library that was looked for
   */
  public record Missing(String library) implements State {}

  /**
   * It does not work.
   *
   * @param call what it was asked
   * @param code its answer, a {@code CUresult}
   */
  public record Failing(String call, int code) implements State {}

  /**
   * It works.
   *
   * @param version of CUDA that it knows, 12040 for 12.4
   * @param gpus as CUDA counts them; there may be none
   */
  public record Working(int version, List<Gpu> gpus) implements State {
    public Working {
      gpus = List.copyOf(gpus);
    }
  }

  /**
   * One GPU.
   *
   * @param memory in bytes
   * @param generation the first number of its compute capability, 9 for Hopper
   */
  public record Gpu(String name, long memory, int generation) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s, %.1f GiB", name, memory / 1073741824.0);
    }
  }

  /** Asks the driver of this machine. */
  public static State state() {
    return library().map(CudaDriver::state).orElseGet(() -> new Missing(name()));
  }

  private static String name() {
    return System.getProperty("os.name", "").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
  }

  /** Where it is installed; it stays loaded: the engine uses it, too. */
  static Optional<SymbolLookup> library() {
    return DriverCalls.library(name());
  }

  /** Asks the driver in a library. */
  static State state(SymbolLookup library) {
    try (Arena arena = Arena.ofConfined()) {
      return new CudaDriver(library).ask(arena);
    } catch (DriverCalls.FailedException e) {
      return new Failing(e.call, e.code);
    }
  }

  /**
   * Which GPU it is that CUDA gives a number, in words that other libraries of NVIDIA know: its
   * place on the machine's bus. After {@link #state(SymbolLookup)}.
   */
  static String place(SymbolLookup library, int index, Arena arena) {
    var driver = new CudaDriver(library);
    MemorySegment place = arena.allocate(PLACE_LENGTH);
    driver.calls.call(
        "cuDeviceGetPCIBusId",
        taking(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
        place,
        PLACE_LENGTH,
        driver.device(arena, index));
    return place.getString(0);
  }

  private int device(Arena arena, int index) {
    MemorySegment device = arena.allocate(ValueLayout.JAVA_INT);
    calls.call("cuDeviceGet", taking(ValueLayout.ADDRESS, ValueLayout.JAVA_INT), device, index);
    return device.get(ValueLayout.JAVA_INT, 0);
  }

  private State ask(Arena arena) {
    calls.call("cuInit", taking(ValueLayout.JAVA_INT), 0);
    int version = number(arena, "cuDriverGetVersion");
    int count = number(arena, "cuDeviceGetCount");
    List<Gpu> gpus = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int handle = device(arena, i);
      MemorySegment name = arena.allocate(NAME_LENGTH);
      calls.call(
          "cuDeviceGetName",
          taking(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
          name,
          NAME_LENGTH,
          handle);
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_LONG);
      calls.call(
          "cuDeviceTotalMem_v2", taking(ValueLayout.ADDRESS, ValueLayout.JAVA_INT), memory, handle);
      MemorySegment generation = arena.allocate(ValueLayout.JAVA_INT);
      calls.call(
          "cuDeviceGetAttribute",
          taking(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
          generation,
          COMPUTE_CAPABILITY_MAJOR,
          handle);
      gpus.add(
          new Gpu(
              name.getString(0),
              memory.get(ValueLayout.JAVA_LONG, 0),
              generation.get(ValueLayout.JAVA_INT, 0)));
    }
    return new Working(version, gpus);
  }

  private int number(Arena arena, String name) {
    MemorySegment result = arena.allocate(ValueLayout.JAVA_INT);
    calls.call(name, taking(ValueLayout.ADDRESS), result);
    return result.get(ValueLayout.JAVA_INT, 0);
  }
}
