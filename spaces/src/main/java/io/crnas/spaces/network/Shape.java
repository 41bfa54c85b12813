package io.crnas.spaces.network;

/**
 * The shape of one image's activation, without the batch.
 *
 * @param channels C
 * @param height H in pixels
 * @param width W in pixels
 */
public record Shape(int channels, int height, int width) {
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape [" + channels + ", " + height + ", " + width + "] is empty");
    }
  }

  /** C * H * W. */
  public long size() {
    return (long) channels * height * width;
  }
}
