package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * Values brought out of the engine into one array, one after the other, each in channels-last order
 * ([N, H, W, C], or [N, C]). What is computed from them outside comes back in as a gradient.
 */
public final class Readout {
  private final Torch torch;
  private final PtNDArray joined;
  private final float[] values;
  private final List<Integer> offsets;

  Readout(Torch torch, PtNDArray joined, float[] values, List<Integer> offsets) {
    this.torch = torch;
    this.joined = joined;
    this.values = values;
    this.offsets = List.copyOf(offsets);
  }

  /** All values, not a copy. */
  public float[] values() {
    return values;
  }

  /** Where a value begins, in the order in which they were asked for. */
  public int offset(int value) {
    return offsets.get(value);
  }

  /**
   * Carries a gradient back to the parameters and inputs of the pass; once only.
   *
   * @param gradient laid out as the values
   */
  public void backward(float[] gradient) {
    if (gradient.length != values.length) {
      throw new IllegalArgumentException(
          "a gradient of " + gradient.length + " for " + values.length + " values");
    }
    try (PtNDArray array = torch.array(joined.getManager(), gradient, gradient.length)) {
      JniUtils.backward(joined, array, false, false);
    }
  }
}
