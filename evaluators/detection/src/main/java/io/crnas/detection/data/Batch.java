package io.crnas.detection.data;

import java.util.List;

/** Prepared images and what is to be found in them. */
public final class Batch {
  private final float[] pixels;
  private final int height;
  private final int width;
  private final List<PreparedSample> samples;

  Batch(float[] pixels, int height, int width, List<PreparedSample> samples) {
    this.pixels = pixels;
    this.height = height;
    this.width = width;
    this.samples = List.copyOf(samples);
  }

  /** The normalised pixels, [N, 3, H, W] in one array: the batch's own, which nobody else uses. */
  public float[] pixels() {
    return pixels;
  }

  /** H in pixels, padding included. */
  public int height() {
    return height;
  }

  /** W in pixels, padding included. */
  public int width() {
    return width;
  }

  /** N samples, in the order of the images. */
  public List<PreparedSample> samples() {
    return samples;
  }

  /** N. */
  public int size() {
    return samples.size();
  }
}
