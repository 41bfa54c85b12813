package io.crnas.detection.torch;

import io.crnas.spaces.network.Node;
import java.util.List;
import java.util.Optional;

/** The engine could not run a layer: shapes that do not fit, or no memory left. */
public final class EngineFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What PyTorch says where a GPU or the machine has no memory left. */
  private static final List<String> NO_MEMORY =
      List.of("out of memory", "can't allocate memory", "ALLOC_FAILED");

  /** What a node failed by: a fault of its own, or a {@link DeviceLostException}. */
  static RuntimeException in(Node node, RuntimeException cause) {
    return DeviceLostException.in(cause)
        .<RuntimeException>map(lost -> lost)
        .orElseGet(() -> new EngineFailure(node + ": " + cause.getMessage(), cause));
  }

  private EngineFailure(String message, RuntimeException cause) {
    super(message, cause);
  }

  /**
   * What a step failed by: a {@link DeviceLostException} where the device failed, and with the way
   * out where that is one, no memory for its batch. The step is not tried again in halves by
   * itself, because statistics of half a batch are others, and what a run ends with must not depend
   * on how much else was in memory.
   */
  public static RuntimeException inStep(RuntimeException cause, String batch) {
    Optional<DeviceLostException> lost = DeviceLostException.in(cause);
    if (lost.isPresent()) {
      return lost.get();
    }
    String said = String.valueOf(cause.getMessage());
    return NO_MEMORY.stream().anyMatch(said::contains)
        ? new EngineFailure(
            ("no memory left for a step of %s: half of recipe.batch and twice recipe.accumulate take"
                    + " half of it (%s)")
                .formatted(batch, said.lines().findFirst().orElse("")),
            cause)
        : cause;
  }
}
