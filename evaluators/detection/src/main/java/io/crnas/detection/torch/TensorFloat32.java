package io.crnas.detection.torch;

import ai.djl.pytorch.jni.LibUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * PyTorch's switch for products of float32 in TensorFloat-32, ten bits of each number, on GPUs from
 * Ampere on. DJL has no call for it, so that of the library is called itself: {@code at::Context},
 * behind {@code torch.backends.cuda.matmul.allow_tf32} and {@code torch.backends.cudnn.allow_tf32}.
 * It holds for the whole process.
 */
// Calls into a native library are restricted; java is started with the permission.
@SuppressWarnings("restricted")
final class TensorFloat32 {
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  private TensorFloat32() {}

  /** Products of matrices, and convolutions. PyTorch by itself allows it for the latter alone. */
  private enum Switch {
    CUBLAS("_ZN2at7Context18setAllowTF32CuBLASEb", "_ZNK2at7Context15allowTF32CuBLASEv"),
    CUDNN("_ZN2at7Context17setAllowTF32CuDNNEb", "_ZNK2at7Context14allowTF32CuDNNEv");

    private final String set;
    private final String get;

    Switch(String set, String get) {
      this.set = set;
      this.get = get;
    }
  }

  /**
   * Allows it or forbids it. The engine was loaded before.
   *
   * @throws IllegalStateException where the library has no such switch
   */
  static void allow(boolean allowed) {
    for (Switch one : Switch.values()) {
      call(
          one.set,
          FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_BOOLEAN),
          context(),
          allowed);
    }
  }

  /** Whether it is allowed for everything. */
  static boolean isAllowed() {
    boolean all = true;
    for (Switch one : Switch.values()) {
      all &=
          (boolean)
              call(
                  one.get,
                  FunctionDescriptor.of(ValueLayout.JAVA_BOOLEAN, ValueLayout.ADDRESS),
                  context());
    }
    return all;
  }

  private static MemorySegment context() {
    return (MemorySegment) call(CONTEXT, FunctionDescriptor.of(ValueLayout.ADDRESS));
  }

  private static Object call(String name, FunctionDescriptor shape, Object... arguments) {
    Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
    MemorySegment function =
        SymbolLookup.libraryLookup(library, Arena.global())
            .find(name)
            .orElseThrow(() -> new IllegalStateException(library + " has no " + name));
    try {
      return Linker.nativeLinker().downcallHandle(function, shape).invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }
}
