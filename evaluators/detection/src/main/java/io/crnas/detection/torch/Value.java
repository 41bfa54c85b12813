package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/** An activation inside the engine, [N, C, H, W] or [N, C]; valid until its pass is closed. */
public final class Value {
  private final PtNDArray array;

  Value(PtNDArray array) {
    this.array = array;
  }

  /** [N, C, H, W] or [N, C]. */
  public List<Integer> shape() {
    return Torch.shape(array);
  }

  PtNDArray array() {
    return array;
  }
}
