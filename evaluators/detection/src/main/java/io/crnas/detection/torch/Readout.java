package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Values brought out of the engine into one array, one after the other, each in channels-last order
 * ([N, H, W, C], or [N, C]), beside cells that stayed there and values of which only what is asked
 * for is brought. What is computed from them outside comes back in as a gradient.
 */
public final class Readout {
  private final Torch torch;
  private final PtNDArray joined;
  private final Cells cells;
  private final Waiting waiting;
  private final List<Integer> offsets;

  /** How many numbers were brought at once. */
  private final int read;

  private float[] values;

  /**
   * @param joined the cells' numbers, behind them the values and behind them what waits
   */
  Readout(
      Torch torch,
      PtNDArray joined,
      Cells cells,
      float[] values,
      Waiting waiting,
      List<Integer> offsets) {
    this.torch = torch;
    this.joined = joined;
    this.cells = cells;
    this.values = values;
    this.read = values.length;
    this.waiting = waiting;
    this.offsets = List.copyOf(offsets);
  }

  /** All values that were brought, not a copy. */
  public float[] values() {
    return values;
  }

  /** Where a value begins among all, in the order in which they were asked for. */
  public int offset(int value) {
    return offsets.get(value);
  }

  /**
   * Brings some of what waits; {@link #values} is another array then.
   *
   * @param places among all values, of a number of each row
   */
  public void bring(int[] places) {
    float[] brought = waiting.bring(IntStream.of(places).map(place -> place - read).toArray());
    float[] longer = Arrays.copyOf(values, read + brought.length);
    System.arraycopy(brought, 0, longer, read, brought.length);
    values = longer;
  }

  /** Where a number lies in {@link #values}, of its place among all. */
  public int index(int place) {
    return place < read ? place : read + waiting.index(place - read);
  }

  private int place(int index) {
    return index < read ? index : read + waiting.place(index - read);
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
    if (waiting.size() == 0 && 2 * count >= gradient.length) {
      return torch.array(manager, gradient, gradient.length);
    }
    int[] places = new int[count];
    float[] some = new float[count];
    int n = 0;
    for (int i = 0; i < gradient.length; i++) {
      if (gradient[i] != 0) {
        places[n] = place(i);
        some[n++] = gradient[i];
      }
    }
    return torch
        .scripts()
        .apply(
            List.of("zeros", "places", "some"),
            "torch.scatter(zeros, 0, torch.to(places, 4), some)",
            torch.zeros(manager, read + waiting.size()),
            torch.array(manager, places, places.length),
            torch.array(manager, some, some.length));
  }
}
