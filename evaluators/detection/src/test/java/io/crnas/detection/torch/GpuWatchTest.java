package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.device.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** With libraries of one GPU whose functions are native calls into this class. */
@SuppressWarnings("restricted")
class GpuWatchTest {
  private static final long GIBIBYTE = 1L << 30;
  private static final String PLACE = "00000000:0F:00.0";

  /** Which this test does not free: the watch's thread may call once more. */
  private final Arena arena = Arena.ofAuto();

  private final Map<String, MemorySegment> functions = new HashMap<>();
  private final AtomicInteger looks = new AtomicInteger();

  private SymbolLookup libraries() throws ReflectiveOperationException {
    put("cuDeviceGet", "device", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    put(
        "cuDeviceGetPCIBusId",
        "place",
        ValueLayout.ADDRESS,
        ValueLayout.JAVA_INT,
        ValueLayout.JAVA_INT);
    put("nvmlInit_v2", "init");
    put("nvmlDeviceGetHandleByPciBusId_v2", "handle", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    put("nvmlDeviceGetMemoryInfo", "memory", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    put("nvmlDeviceGetUtilizationRates", "rates", ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    return name -> Optional.ofNullable(functions.get(name));
  }

  private void put(String name, String method, MemoryLayout... arguments)
      throws ReflectiveOperationException {
    FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    MethodType type = shape.toMethodType();
    functions.put(
        name,
        Linker.nativeLinker()
            .upcallStub(MethodHandles.lookup().bind(this, method, type), shape, arena));
  }

  int device(MemorySegment result, int ordinal) {
    result.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, 10 + ordinal);
    return 0;
  }

  int place(MemorySegment result, int length, int device) {
    result.reinterpret(length).setString(0, device == 12 ? PLACE : "elsewhere");
    return 0;
  }

  int init() {
    return 0;
  }

  int handle(MemorySegment place, MemorySegment result) {
    boolean known = place.reinterpret(PLACE.length() + 1).getString(0).equals(PLACE);
    result
        .reinterpret(ValueLayout.ADDRESS.byteSize())
        .set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(77));
    return known ? 0 : 6;
  }

  /** The third look has the most in use. */
  int memory(MemorySegment gpu, MemorySegment result) {
    MemorySegment memory = result.reinterpret(3L * Long.BYTES);
    long used = (looks.incrementAndGet() == 3 ? 9 : 2) * GIBIBYTE;
    memory.setAtIndex(ValueLayout.JAVA_LONG, 0, 80 * GIBIBYTE);
    memory.setAtIndex(ValueLayout.JAVA_LONG, 1, 80 * GIBIBYTE - used);
    memory.setAtIndex(ValueLayout.JAVA_LONG, 2, used);
    return gpu.address() == 77 ? 0 : 2;
  }

  /** It computes a quarter of the time. */
  int rates(MemorySegment gpu, MemorySegment result) {
    MemorySegment percents = result.reinterpret(2L * Integer.BYTES);
    percents.setAtIndex(ValueLayout.JAVA_INT, 0, 25);
    percents.setAtIndex(ValueLayout.JAVA_INT, 1, 90);
    return gpu.address() == 77 ? 0 : 2;
  }

  private Optional<GpuWatch> start(int index) throws ReflectiveOperationException {
    SymbolLookup libraries = libraries();
    return GpuWatch.start(libraries, libraries, index, Duration.ofMillis(5));
  }

  @Test
  void theMostMemoryThatWasInUseAndTheIdleShareOfTheTimeAreTold() throws Exception {
    try (GpuWatch watch = start(2).orElseThrow()) {
      while (looks.get() < 4) {
        Thread.sleep(5);
      }
      assertEquals(new GpuWatch.Seen(80 * GIBIBYTE, 9 * GIBIBYTE, 0.75), watch.seen());
    }
    Thread.sleep(50);
    int after = looks.get();
    Thread.sleep(50);
    assertEquals(after, looks.get(), "it looks on after it was closed");
  }

  @Test
  void whatIsNoGpuOfTheLibraryIsNotWatched() throws Exception {
    assertTrue(start(1).isEmpty());
    assertTrue(GpuWatch.start(new Device.Cpu()).isEmpty());
  }
}
