package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.spaces.weights.Tensor;
import io.crnas.spaces.weights.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * An exponential moving average (EMA) of parameters, which is what a training leaves in place of
 * their last values. The first steps of a parameter weigh more than the decay says, (1 + n) / (10 +
 * n) after n of them, so that where it began is soon forgotten; in a supernet each parameter counts
 * its own steps.
 */
public final class MovingAverage implements AutoCloseable {
  private static final String AVERAGE = "value.";
  private static final String STEPS = "steps.";

  private static final class Average {
    private final PtNDArray value;
    private int steps;

    Average(PtNDArray value, int steps) {
      this.value = value;
      this.steps = steps;
    }
  }

  private final ParameterStore store;
  private final PtNDManager manager;
  private final double decay;
  private final SequencedMap<String, Average> averages = new LinkedHashMap<>();

  /**
   * @param decay how much of the average stays in a step, in (0, 1)
   */
  public MovingAverage(ParameterStore store, double decay) {
    if (!(decay > 0 && decay < 1)) {
      throw new IllegalArgumentException("a decay of " + decay);
    }
    this.store = store;
    this.manager = store.torch().newManager();
    this.decay = decay;
  }

  /** Takes in the values of parameters that a step has moved. */
  public void add(List<String> names) {
    try (var _ = new WithoutGradients()) {
      names.forEach(this::add);
    }
  }

  private void add(String name) {
    PtNDArray value = store.master(name);
    Average average = averages.get(name);
    if (average == null) {
      averages.put(name, new Average(store.torch().lastingCopy(manager, value), 1));
      return;
    }
    double keep = Math.min(decay, (1.0 + average.steps) / (10.0 + average.steps));
    average.steps++;
    try (PtNDArray share = store.torch().scalar(manager, 1 - keep);
        PtNDArray difference = JniUtils.sub(value, average.value)) {
      JniUtils.muli(difference, share);
      JniUtils.addi(average.value, difference);
    }
  }

  /** All parameters of the store, averages in place of values where there are any. */
  public Weights averaged() {
    var tensors = new LinkedHashMap<>(store.weights().tensors());
    averages.forEach((name, of) -> tensors.put(name, store.torch().tensor(of.value)));
    return new Weights(tensors, Map.of());
  }

  /** Copies of its state. */
  public Weights weights() {
    var tensors = new LinkedHashMap<String, Tensor>();
    averages.forEach((name, of) -> {
      tensors.put(AVERAGE + name, store.torch().tensor(of.value));
      tensors.put(STEPS + name, new Tensor(List.of(1), new float[] {of.steps}));
    });
    return new Weights(tensors, Map.of());
  }

  /** Replaces all of its state. */
  public void load(Weights weights) {
    averages.values().forEach(of -> of.value.close());
    averages.clear();
    weights
        .under(AVERAGE)
        .tensors()
        .forEach((name, tensor) ->
            averages.put(
                name,
                new Average(
                    store.torch().lastingArray(manager, tensor),
                    (int) weights.get(STEPS + name).data()[0])));
  }

  @Override
  public void close() {
    manager.close();
  }
}
