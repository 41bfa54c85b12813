package io.crnas.detection.torch;

import io.crnas.spaces.network.Node;

/** The engine could not run a layer: shapes that do not fit, or no memory left. */
public final class EngineFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineFailure(Node node, RuntimeException cause) {
    super(node + ": " + cause.getMessage(), cause);
  }
}
