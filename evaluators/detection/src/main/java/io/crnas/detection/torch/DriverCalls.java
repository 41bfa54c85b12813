package io.crnas.detection.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The functions of a library of NVIDIA's driver, each of which answers by a code. */
@SuppressWarnings("restricted")
record DriverCalls(SymbolLookup library) {
  private static final int SUCCESS = 0;

  /** What is installed under a name, for as long as this process lives. */
  static Optional<SymbolLookup> library(String name) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The form of a function of such arguments. */
  static FunctionDescriptor taking(MemoryLayout... arguments) {
    return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
  }

  /**
   * Calls one.
   *
   * @throws FailedException where it is not there, or does not answer by success
   */
  void call(String name, FunctionDescriptor shape, Object... arguments) {
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
  static final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final String call;
    final int code;

    FailedException(String call, int code) {
      super(call + ": " + code);
      this.call = call;
      this.code = code;
    }
  }
}
