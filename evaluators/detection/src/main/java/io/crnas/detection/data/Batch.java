package io.crnas.detection.data;

import java.util.List;

/**
 * Prepared images and what is to be found in them.
 *
 * @param images N of them, the batch's own, which nobody else writes to
 * @param samples in the order of the images
 */
public record Batch(ImageBatch images, List<PreparedSample> samples) {
  public Batch {
    samples = List.copyOf(samples);
  }

  /** The normalised pixels, [N, 3, H, W], made anew at each call. */
  public float[] pixels() {
    return images.pixels();
  }

  /** H in pixels, padding included. */
  public int height() {
    return images.padded().height();
  }

  /** W in pixels, padding included. */
  public int width() {
    return images.padded().width();
  }

  /** N. */
  public int size() {
    return samples.size();
  }
}
