package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Gradients of several batches that move the parameters together; valid until it is closed. Several
 * threads may add to it: those of a batch wait, as copies, until those of all before it are there,
 * so that the sums do not depend on who comes first.
 */
public final class GradientSum implements AutoCloseable {
  private final ParameterStore store;
  private final PtNDManager manager;
  private final SequencedMap<String, PtNDArray> sums = new LinkedHashMap<>();
  private final Map<Integer, SequencedMap<String, PtNDArray>> early = new HashMap<>();
  private int count;

  /** Of no batch yet. */
  public GradientSum(ParameterStore store) {
    this.store = store;
    this.manager = store.torch().newManager();
  }

  /**
   * Adds those of one batch.
   *
   * @param number of the batch, from 0; each once
   */
  public synchronized void add(int number, Gradients gradients) {
    try (var _ = new WithoutGradients()) {
      if (number > count) {
        var copies = new LinkedHashMap<String, PtNDArray>();
        for (String name : gradients.names()) {
          copies.put(name, copy(gradients.array(name)));
        }
        early.put(number, copies);
        return;
      }
      for (String name : gradients.names()) {
        PtNDArray gradient = gradients.array(name);
        PtNDArray sum = sums.get(name);
        if (sum == null) {
          sums.put(name, copy(gradient));
        } else {
          JniUtils.addi(sum, gradient);
        }
      }
      count++;
      for (var next = early.remove(count); next != null; next = early.remove(count)) {
        next.forEach(this::take);
        count++;
      }
    }
  }

  private PtNDArray copy(PtNDArray gradient) {
    return store.torch().lastingCopy(manager, gradient);
  }

  private void take(String name, PtNDArray copy) {
    PtNDArray sum = sums.putIfAbsent(name, copy);
    if (sum != null) {
      JniUtils.addi(sum, copy);
      copy.close();
    }
  }

  /** Their mean over the batches; it takes the place of the sum. */
  public Gradients mean() {
    // The setting belongs to the thread, and this one need not have had a pass.
    JniUtils.setNumThreads(store.torch().threads());
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
