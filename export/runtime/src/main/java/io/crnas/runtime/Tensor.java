package io.crnas.runtime;

import java.util.List;

/** Single precision numbers in C order. The array is not copied: whoever shares it, reads it. */
public final class Tensor implements Values {
  private final List<Integer> shape;
  private final float[] data;

  /**
   * @throws IllegalArgumentException when the shape does not have as many elements as the data
   */
  public Tensor(List<Integer> shape, float[] data) {
    requireSize(shape, data.length);
    this.shape = List.copyOf(shape);
    this.data = data;
  }

  static void requireSize(List<Integer> shape, int length) {
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size != length) {
      throw new IllegalArgumentException(
          "shape " + shape + " has " + size + " elements, the data " + length);
    }
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  public float[] data() {
    return data;
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
