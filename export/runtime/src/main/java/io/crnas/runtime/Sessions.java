package io.crnas.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
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

  private static final String STOP_SPINNING = "session.force_spinning_stop";

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

  /**
   * @throws WrongInputException when ONNX Runtime can not load the file, or not use the device, or
   *     not keep to the memory limit there
   */
  static Opened open(Path file, Options options) {
    // The CUDA provider logs while it is added, and the log belongs to the environment.
    environment();
    return switch (options.device()) {
      case Device.Cpu cpu -> {
        requireNoLimit(options);
        yield new Opened(onCpu(file, options), cpu);
      }
      case Device.Cuda cuda -> {
        try {
          yield new Opened(onCuda(file, cuda.index(), options), cuda);
        } catch (OrtException e) {
          throw noDevice(
              file,
              options,
              e,
              "a CUDA device with CUDA 12, cuDNN 9 and onnxruntime_gpu on the class path;"
                  + " or auto or cpu");
        }
      }
      case Device.TensorRt tensorRt -> {
        try {
          yield new Opened(onTensorRt(file, tensorRt.index(), options), tensorRt);
        } catch (OrtException e) {
          throw noDevice(
              file,
              options,
              e,
              "a CUDA device with TensorRT 10, CUDA 12, cuDNN 9 and onnxruntime_gpu on the class"
                  + " path; or auto, cpu or cuda:N");
        }
      }
      case Device.Auto _ -> {
        var cuda = new Device.Cuda(0);
        try {
          yield new Opened(onCuda(file, cuda.index(), options), cuda);
        } catch (OrtException e) {
          requireNoLimit(options);
          yield new Opened(onCpu(file, options), new Device.Cpu());
        }
      }
    };
  }

  /** ONNX Runtime's interface for Java has no limit for what it takes of the processor's memory. */
  private static void requireNoLimit(Options options) {
    options
        .memoryLimit()
        .ifPresent(bytes -> {
          throw new WrongInputException(
              "memory limit",
              bytes + " bytes on the processor",
              "none there: ONNX Runtime keeps to one on a CUDA device alone");
        });
  }

  private static OrtSession onCpu(Path file, Options options) {
    try (SessionOptions settings = settings(options)) {
      return environment().createSession(file.toString(), settings);
    } catch (OrtException e) {
      throw new WrongInputException(
          file.toString(),
          "what ONNX Runtime can not load: " + reason(e),
          "a whole ONNX file, and beside it the data file that it names");
    }
  }

  private static OrtSession onCuda(Path file, int index, Options options) throws OrtException {
    try (SessionOptions settings = settings(options);
        OrtCUDAProviderOptions cuda = cuda(index, options)) {
      settings.addCUDA(cuda);
      return environment().createSession(file.toString(), settings);
    }
  }

  private static OrtSession onTensorRt(Path file, int index, Options options) throws OrtException {
    try (SessionOptions settings = settings(options);
        var tensorRt = new OrtTensorRTProviderOptions(index);
        OrtCUDAProviderOptions cuda = cuda(index, options)) {
      if (options.memoryLimit().isPresent()) {
        tensorRt.add("trt_max_workspace_size", "" + options.memoryLimit().getAsLong());
      }
      settings.addTensorrt(tensorRt);
      settings.addCUDA(cuda);
      return environment().createSession(file.toString(), settings);
    }
  }

  private static OrtCUDAProviderOptions cuda(int index, Options options) throws OrtException {
    var cuda = new OrtCUDAProviderOptions(index);
    // TensorFloat-32 rounds to 10 bits; the file's parity was measured in single precision.
    cuda.add("use_tf32", "0");
    if (options.memoryLimit().isPresent()) {
      cuda.add("gpu_mem_limit", "" + options.memoryLimit().getAsLong());
    }
    return cuda;
  }

  private static WrongInputException noDevice(
      Path file, Options options, OrtException cause, String expected) {
    try {
      // Where the processor can not load the file either, the file is at fault.
      onCpu(file, options).close();
    } catch (OrtException e) {
      cause.addSuppressed(e);
    }
    return new WrongInputException(
        "device",
        options.device() + ", which ONNX Runtime can not use: " + reason(cause),
        expected);
  }

  private static SessionOptions settings(Options options) throws OrtException {
    var settings = new SessionOptions();
    settings.setIntraOpNumThreads(options.threads());
    // Threads that spin on after a run take the cores from whatever comes next, as another session.
    settings.addConfigEntry(STOP_SPINNING, "1");
    return settings;
  }

  /** What failed though the input was right. */
  static IllegalStateException failure(Exception e) {
    String reason = e instanceof OrtException failed ? reason(failed) : String.valueOf(e);
    return new IllegalStateException("ONNX Runtime failed: " + reason, e);
  }

  /** The first line of ONNX Runtime's message, without its error code. */
  static String reason(OrtException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    String marker = " - message: ";
    int start = line.indexOf(marker);
    return start < 0 ? line : line.substring(start + marker.length());
  }
}
