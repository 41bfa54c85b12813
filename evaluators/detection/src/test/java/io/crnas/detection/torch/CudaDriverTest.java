package io.crnas.detection.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a driver of two GPUs whose functions are native calls into this class. */
@SuppressWarnings("restricted")
class CudaDriverTest {
  private static final long GIBIBYTE = 1L << 30;
  private final Arena arena = Arena.ofConfined();
  private final Map<String, MemorySegment> functions = new HashMap<>();

  @AfterEach
  void release() {
    arena.close();
  }

  private SymbolLookup driver(int init, int version, int count) throws Exception {
    var fake = new Fake(init, version, count);
    put("cuInit", handle(fake, "init", int.class), ValueLayout.JAVA_INT);
    put("cuDriverGetVersion", handle(fake, "version", MemorySegment.class), ValueLayout.ADDRESS);
    put("cuDeviceGetCount", handle(fake, "count", MemorySegment.class), ValueLayout.ADDRESS);
    put(
        "cuDeviceGet",
        handle(fake, "device", MemorySegment.class, int.class),
        ValueLayout.ADDRESS,
        ValueLayout.JAVA_INT);
    put(
        "cuDeviceGetName",
        handle(fake, "name", MemorySegment.class, int.class, int.class),
        ValueLayout.ADDRESS,
        ValueLayout.JAVA_INT,
        ValueLayout.JAVA_INT);
    put(
        "cuDeviceTotalMem_v2",
        handle(fake, "memory", MemorySegment.class, int.class),
        ValueLayout.ADDRESS,
        ValueLayout.JAVA_INT);
    put(
        "cuDeviceGetAttribute",
        handle(fake, "attribute", MemorySegment.class, int.class, int.class),
        ValueLayout.ADDRESS,
        ValueLayout.JAVA_INT,
        ValueLayout.JAVA_INT);
    return name -> Optional.ofNullable(functions.get(name));
  }

  private static MethodHandle handle(Fake fake, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    return MethodHandles.lookup().bind(fake, name, signature(parameters));
  }

  private static MethodType signature(Class<?>... parameters) {
    return MethodType.methodType(int.class, parameters);
  }

  private void put(String name, MethodHandle handle, MemoryLayout... arguments) {
    functions.put(
        name,
        Linker.nativeLinker()
            .upcallStub(handle, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments), arena));
  }

  /** The functions of a driver. */
  record Fake(int init, int version, int count) {
    int init(int flags) {
      return init + flags;
    }

    int version(MemorySegment result) {
      return write(result, version);
    }

    int count(MemorySegment result) {
      return write(result, count);
    }

    int device(MemorySegment result, int ordinal) {
      return write(result, 10 + ordinal);
    }

    int name(MemorySegment result, int length, int device) {
      result.reinterpret(length).setString(0, "GPU " + device);
      return 0;
    }

    int memory(MemorySegment result, int device) {
      result.reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, device * GIBIBYTE);
      return 0;
    }

    int attribute(MemorySegment result, int attribute, int device) {
      return write(result, attribute == 75 ? device - 3 : -1);
    }

    private static int write(MemorySegment result, int value) {
      result.reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, value);
      return 0;
    }
  }

  @Test
  void aDriverTellsItsVersionAndItsGpus() throws Exception {
    assertEquals(
        new CudaDriver.Working(
            12040,
            List.of(
                new CudaDriver.Gpu("GPU 10", 10 * GIBIBYTE, 7),
                new CudaDriver.Gpu("GPU 11", 11 * GIBIBYTE, 8))),
        CudaDriver.state(driver(0, 12040, 2)));
    assertEquals(2, CudaDriver.state(driver(0, 12040, 2)).count());
    assertEquals(0, new CudaDriver.Missing("libcuda.so.1").count());
  }

  @Test
  void whatADriverRefusesIsTold() throws Exception {
    assertEquals(new CudaDriver.Failing("cuInit", 100), CudaDriver.state(driver(100, 0, 0)));
    SymbolLookup whole = driver(0, 12040, 1);
    functions.remove("cuDeviceGetName");
    assertEquals(new CudaDriver.Failing("cuDeviceGetName", -1), CudaDriver.state(whole));
  }

  @Test
  void theDriverOfThisMachineIsAskedWithoutCudasRunTime() {
    CudaDriver.State state = CudaDriver.state();
    if (state instanceof CudaDriver.Missing missing) {
      assertTrue(missing.library().contains("cuda"), missing.library());
    } else {
      assertInstanceOf(CudaDriver.State.class, state);
    }
  }

  @Test
  void whatIsMissingForAGpuIsSaid() throws Exception {
    CudaDriver.State none = new CudaDriver.Missing("libcuda.so.1");
    CudaDriver.State two = CudaDriver.state(driver(0, 12040, 2));
    assertEquals(
        "cpu, because there is no NVIDIA driver: libcuda.so.1 is not found",
        refused(0, true, none));
    assertEquals(
        "cpu, because the NVIDIA driver answers cuInit with 803 (driver and kernel module are of"
            + " different versions)",
        refused(0, true, new CudaDriver.Failing("cuInit", 803)));
    assertEquals(
        "cpu, or a newer NVIDIA driver: this one knows CUDA 11.4, the libraries need 12.0",
        refused(0, true, CudaDriver.state(driver(0, 11040, 2))));
    assertEquals("cuda:0 to cuda:1", refused(2, true, two));
    assertEquals("cuda:0, the only GPU", refused(1, true, CudaDriver.state(driver(0, 12040, 1))));
    assertEquals(
        "cpu, because the NVIDIA driver knows no GPU",
        refused(0, true, CudaDriver.state(driver(0, 12040, 0))));
    assertTrue(refused(0, false, two).contains("for processors alone"));
  }

  private static String refused(int index, boolean engineHasCuda, CudaDriver.State driver) {
    var device = new Device.Cuda(index);
    return assertThrows(
            InvalidInputException.class, () -> DeviceChoice.choose(device, engineHasCuda, driver))
        .problems()
        .getFirst()
        .expected();
  }

  @Test
  void autoTakesAGpuOnlyWhereAllIsThere() throws Exception {
    CudaDriver.State two = CudaDriver.state(driver(0, 12040, 2));
    var auto = new Device.Auto();
    assertEquals(ai.djl.Device.gpu(0), DeviceChoice.choose(auto, true, two));
    assertEquals(ai.djl.Device.cpu(), DeviceChoice.choose(auto, false, two));
    assertEquals(
        ai.djl.Device.cpu(),
        DeviceChoice.choose(auto, true, new CudaDriver.Missing("libcuda.so.1")));
    assertEquals(ai.djl.Device.gpu(1), DeviceChoice.choose(new Device.Cuda(1), true, two));
  }
}
