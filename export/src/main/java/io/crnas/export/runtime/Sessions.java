package io.crnas.export.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens sessions of ONNX Runtime on a device. CUDA is tried, not asked for: the list of available
 * providers names what the library was built with, not what the machine has.
 */
final class Sessions {
  /**
   * Bytes of stack. When it begins, ONNX Runtime 1.29 on Linux searches the process's command line,
   * with the class path in it, by a recursion that takes some 260 bytes for each character: at
   * 4,000 of them it overflows a stack of Java's usual size, and the process dies without a word.
   */
  private static final long STACK = 64L << 20;

  private Sessions() {}

  /**
   * A session and where it runs.
   *
   * @param device never {@link Device.Auto}
   */
  record Opened(OrtSession session, Device device) {}

  /** The process's one environment of ONNX Runtime. */
  static OrtEnvironment environment() {
    var begun =
        new FutureTask<>(
            () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "crnas"));
    var thread = new Thread(null, begun, "onnxruntime", STACK);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return begun.get();
        } catch (InterruptedException e) {
          // It takes a moment only; whoever asked sees the interrupt afterwards.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static Opened open(Path file, Device device, int threads) {
    // The CUDA provider logs while it is added, and the log belongs to the environment.
    environment();
    return switch (device) {
      case Device.Cpu cpu -> new Opened(onCpu(file, threads), cpu);
      case Device.Cuda cuda -> {
        try {
          yield new Opened(onCuda(file, cuda, threads), cuda);
        } catch (OrtException e) {
          throw noCuda(file, cuda, threads, e);
        }
      }
      case Device.Auto _ -> {
        var cuda = new Device.Cuda(0);
        try {
          yield new Opened(onCuda(file, cuda, threads), cuda);
        } catch (OrtException e) {
          yield new Opened(onCpu(file, threads), new Device.Cpu());
        }
      }
    };
  }

  private static OrtSession onCpu(Path file, int threads) {
    try (SessionOptions options = options(threads)) {
      return environment().createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new InvalidInputException(
          file.toString(),
          "what ONNX Runtime can not load: " + reason(e),
          "a whole ONNX file, and beside it the data file that it names");
    }
  }

  private static OrtSession onCuda(Path file, Device.Cuda device, int threads) throws OrtException {
    try (SessionOptions options = options(threads);
        var cuda = new OrtCUDAProviderOptions(device.index())) {
      // TensorFloat-32 rounds to 10 bits; the file's parity was measured in single precision.
      cuda.add("use_tf32", "0");
      options.addCUDA(cuda);
      return environment().createSession(file.toString(), options);
    }
  }

  private static InvalidInputException noCuda(
      Path file, Device.Cuda device, int threads, OrtException cause) {
    try {
      // Where the processor can not load the file either, the file is at fault.
      onCpu(file, threads).close();
    } catch (OrtException e) {
      cause.addSuppressed(e);
    }
    return new InvalidInputException(
        "device",
        device + ", which ONNX Runtime can not use: " + reason(cause),
        "a CUDA device with CUDA 12, cuDNN 9 and onnxruntime_gpu on the class path;"
            + " or auto or cpu");
  }

  private static SessionOptions options(int threads) throws OrtException {
    var options = new SessionOptions();
    options.setIntraOpNumThreads(threads);
    return options;
  }

  /** The first line of ONNX Runtime's message, without its error code. */
  static String reason(OrtException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    String marker = " - message: ";
    int start = line.indexOf(marker);
    return start < 0 ? line : line.substring(start + marker.length());
  }
}
