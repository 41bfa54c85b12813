package io.crnas.runtime;

import java.awt.image.BufferedImage;
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

  /** Red, green and blue of a picture from 0 to 255, [1, height, width, 3]. */
  public static Tensor ofPixels(BufferedImage picture) {
    var pixels = new Pixels(picture);
    float[][] row = new float[3][pixels.width()];
    float[] data = new float[Math.multiplyExact(3 * pixels.height(), pixels.width())];
    for (int y = 0; y < pixels.height(); y++) {
      pixels.read(y, row);
      for (int i = 0; i < 3 * pixels.width(); i++) {
        data[3 * pixels.width() * y + i] = row[i % 3][i / 3];
      }
    }
    return new Tensor(List.of(1, pixels.height(), pixels.width(), 3), data);
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
