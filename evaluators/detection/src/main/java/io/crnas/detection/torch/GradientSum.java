package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Gradients of several batches that move the parameters together; valid until it is closed. */
public final class GradientSum implements AutoCloseable {
  private final ParameterStore store;
  private final PtNDManager manager;
  private final SequencedMap<String, PtNDArray> sums = new LinkedHashMap<>();
  private int count;

  /** Of no batch yet. */
  public GradientSum(ParameterStore store) {
    this.store = store;
    this.manager = store.torch().newManager();
  }

  /** Adds those of one batch. */
  public void add(Gradients gradients) {
    try (var _ = new WithoutGradients()) {
      for (String name : gradients.names()) {
        PtNDArray gradient = gradients.array(name);
        PtNDArray sum = sums.get(name);
        if (sum == null) {
          sums.put(name, store.torch().lastingCopy(manager, gradient));
        } else {
          JniUtils.addi(sum, gradient);
        }
      }
      count++;
    }
  }

  /** Their mean over the batches; it takes the place of the sum. */
  public Gradients mean() {
    try (var _ = new WithoutGradients();
        PtNDArray share = store.torch().scalar(manager, 1.0 / count)) {
      sums.values().forEach(sum -> JniUtils.muli(sum, share));
      return new Gradients(store, sums);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
