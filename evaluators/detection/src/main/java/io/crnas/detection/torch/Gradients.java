package io.crnas.detection.torch;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * The gradients of exactly those parameters that a pass used and trains; valid until the pass is
 * closed.
 */
public final class Gradients {
  private final ParameterStore store;
  private final SequencedMap<String, PtNDArray> arrays;

  Gradients(ParameterStore store, SequencedMap<String, PtNDArray> arrays) {
    this.store = store;
    this.arrays = arrays;
  }

  /** The parameters' names. */
  public SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(arrays.sequencedKeySet());
  }

  /** A copy of one gradient in C order; an unknown name is an {@link IllegalArgumentException}. */
  public float[] values(String name) {
    return store.torch().floats(array(name));
  }

  ParameterStore store() {
    return store;
  }

  PtNDArray array(String name) {
    PtNDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no gradient of " + name + " among " + arrays.size());
    }
    return array;
  }
}
