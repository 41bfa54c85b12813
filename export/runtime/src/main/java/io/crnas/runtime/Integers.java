package io.crnas.runtime;

import java.util.List;

/** Whole numbers in C order. The array is not copied: whoever shares it, reads it. */
public final class Integers implements Values {
  private final List<Integer> shape;
  private final long[] data;

  /**
   * @throws IllegalArgumentException when the shape does not have as many elements as the data
   */
  public Integers(List<Integer> shape, long[] data) {
    Tensor.requireSize(shape, data.length);
    this.shape = List.copyOf(shape);
    this.data = data;
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  public long[] data() {
    return data;
  }

  @Override
  public String toString() {
    return "Integers" + shape;
  }
}
