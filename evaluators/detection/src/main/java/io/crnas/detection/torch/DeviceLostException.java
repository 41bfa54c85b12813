package io.crnas.detection.torch;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A GPU failed in the middle of its work. CUDA then refuses everything else in this process, so
 * that no fault is a candidate's: the whole run ends, and is resumed by another process.
 */
public final class DeviceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * How PyTorch begins what CUDA, its driver or cuDNN said, which stands behind it to the end of
   * the line: c10/cuda/CUDAException.cpp, aten/src/ATen/cuda/Exceptions.h.
   */
  private static final Pattern SAID =
      Pattern.compile("(?:CUDA|CUDA driver|cuDNN|CUDNN_BACKEND) error: ([^\\r\\n]*)");

  /** What the GPU survives: the fault is one of what it was asked for. */
  private static final List<String> SURVIVED =
      List.of(
          "out of memory",
          "ALLOC_FAILED",
          "invalid argument",
          "invalid configuration argument",
          "NOT_SUPPORTED",
          "BAD_PARAM",
          "INVALID_VALUE");

  /** GPUs older or newer than those that the libraries were compiled for. */
  private static final String NO_CODE = "no kernel image is available";

  private DeviceLostException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What a fault is, if its words or those of a cause are PyTorch's of a GPU that failed. */
  public static Optional<DeviceLostException> in(Throwable fault) {
    return Stream.iterate(fault, one -> one != null, Throwable::getCause)
        .flatMap(
            one -> SAID.matcher(String.valueOf(one.getMessage())).results().map(r -> r.group(1)))
        .filter(said -> SURVIVED.stream().noneMatch(said::contains))
        .findFirst()
        .map(said -> new DeviceLostException(meaning(said.strip()), fault));
  }

  private static String meaning(String said) {
    return said.contains(NO_CODE)
        ? "PyTorch's libraries here have no code for this GPU (%s): those for another version of CUDA may, see './crnas gpu check'"
            .formatted(said)
        : "the GPU failed (%s) and is lost to this process: a run goes on by 'crnas resume RUN' from what was kept"
            .formatted(said);
  }
}
