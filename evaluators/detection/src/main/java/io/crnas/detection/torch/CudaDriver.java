package io.crnas.detection.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
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

  private static final int SUCCESS = 0;

  private final SymbolLookup library;

  private CudaDriver(SymbolLookup library) {
    this.library = library;
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
    String name =
        System.getProperty("os.name", "").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
    SymbolLookup library;
    try {
      // The driver stays loaded: the engine uses it, too.
      library = SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException e) {
      return new Missing(name);
    }
    return state(library);
  }

  /** Asks the driver in a library. */
  static State state(SymbolLookup library) {
    try (Arena arena = Arena.ofConfined()) {
      return new CudaDriver(library).ask(arena);
    } catch (FailedException e) {
      return new Failing(e.call, e.code);
    }
  }

  private State ask(Arena arena) {
    call("cuInit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), 0);
    int version = number(arena, "cuDriverGetVersion");
    int count = number(arena, "cuDeviceGetCount");
    List<Gpu> gpus = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MemorySegment device = arena.allocate(ValueLayout.JAVA_INT);
      call("cuDeviceGet", of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT), device, i);
      int handle = device.get(ValueLayout.JAVA_INT, 0);
      MemorySegment name = arena.allocate(NAME_LENGTH);
      call(
          "cuDeviceGetName",
          of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
          name,
          NAME_LENGTH,
          handle);
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_LONG);
      call("cuDeviceTotalMem_v2", of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT), memory, handle);
      MemorySegment generation = arena.allocate(ValueLayout.JAVA_INT);
      call(
          "cuDeviceGetAttribute",
          of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
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
    call(name, of(ValueLayout.ADDRESS), result);
    return result.get(ValueLayout.JAVA_INT, 0);
  }

  private static FunctionDescriptor of(MemoryLayout... arguments) {
    return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
  }

  private void call(String name, FunctionDescriptor shape, Object... arguments) {
    Optional<MemorySegment> symbol = library.find(name);
    if (symbol.isEmpty()) {
      throw new FailedException(name, -1);
    }
    int code;
    try {
      code =
          (int)
              Linker.nativeLinker()
                  .downcallHandle(symbol.get(), shape)
                  .invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
    if (code != SUCCESS) {
      throw new FailedException(name, code);
    }
  }

  /** A call that was not answered by success. */
  private static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String call;
    private final int code;

    FailedException(String call, int code) {
      super(call + ": " + code);
      this.call = call;
      this.code = code;
    }
  }
}
