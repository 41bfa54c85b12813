package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * Values brought out of the engine into one array, one after the other, each in channels-last order
 * ([N, H, W, C], or [N, C]), beside cells that stayed there. What is computed from them outside
 * comes back in as a gradient.
 */
public final class Readout {
  private final Torch torch;
  private final PtNDArray joined;
  private final Cells cells;
  private final float[] values;
  private final List<Integer> offsets;

  /**
   * @param joined the cells' numbers and behind them the values
   */
  Readout(Torch torch, PtNDArray joined, Cells cells, float[] values, List<Integer> offsets) {
    this.torch = torch;
    this.joined = joined;
    this.cells = cells;
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

  /** The cells that stayed. */
  public Cells cells() {
    return cells;
  }

  /**
   * Carries a gradient back to the parameters and inputs of the pass, with what has come back to
   * the cells; once only.
   *
   * @param gradient laid out as the values
   */
  public void backward(float[] gradient) {
    if (gradient.length != values.length) {
      throw new IllegalArgumentException(
          "a gradient of " + gradient.length + " for " + values.length + " values");
    }
    try (PtNDArray own = onDevice(gradient);
        PtNDArray all = JniUtils.cat(new PtNDArray[] {cells.gradient(), own}, 0)) {
      JniUtils.backward(joined, all, false, false);
    }
  }

  /** Of gradients that few values have, as those of sampled anchors, only these are brought in. */
  private PtNDArray onDevice(float[] gradient) {
    PtNDManager manager = joined.getManager();
    int count = 0;
    for (float one : gradient) {
      count += one != 0 ? 1 : 0;
    }
    if (2 * count >= gradient.length) {
      return torch.array(manager, gradient, gradient.length);
    }
    int[] places = new int[count];
    float[] some = new float[count];
    int n = 0;
    for (int i = 0; i < gradient.length; i++) {
      if (gradient[i] != 0) {
        places[n] = i;
        some[n++] = gradient[i];
      }
    }
    return torch
        .scripts()
        .apply(
            List.of("zeros", "places", "some"),
            "torch.scatter(zeros, 0, torch.to(places, 4), some)",
            torch.zeros(manager, gradient.length),
            torch.array(manager, places, places.length),
            torch.array(manager, some, some.length));
  }
}
