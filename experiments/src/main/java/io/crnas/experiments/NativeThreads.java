package io.crnas.experiments;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * While this is open, a process that is told to end (SIGTERM) ends without the destructors of
 * native libraries. Threads that compute in the engine go on until the very end, and would now and
 * then find torn down what they read: the process would die of SIGSEGV.
 */
final class NativeThreads implements AutoCloseable {
  private final Thread hook = new Thread(NativeThreads::leaveAsTheyAre, "without destructors");

  NativeThreads() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Has the C library leave by {@code _exit}, with the status that there will be, before it calls
   * anything that was registered until now. Where the C library is not GNU's, nothing is changed.
   */
  // Calls into a native library are restricted; java is started with the permission.
  @SuppressWarnings("restricted")
  static void leaveAsTheyAre() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = linker.defaultLookup();
    Optional<MemorySegment> register = library.find("on_exit");
    Optional<MemorySegment> leave = library.find("_exit");
    if (register.isEmpty() || leave.isEmpty()) {
      return;
    }
    var shape =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    try {
      var _ =
          linker
              .downcallHandle(register.get(), shape)
              .invokeWithArguments(leave.get(), MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException("on_exit", e);
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending, and others may still compute.
    }
  }
}
