package io.crnas.detection.data;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a dataset after the resize. As many as fit are kept in memory, as bytes where the
 * size stays and as floats where it does not: kept or made anew, the values are the same.
 */
final class PreparedImages {
  private final Dataset dataset;
  private final Preparation preparation;
  private final AtomicReferenceArray<@Nullable Pixels> kept;
  private final AtomicLong free;

  PreparedImages(Dataset dataset, Preparation preparation, long mostBytes) {
    this.dataset = dataset;
    this.preparation = preparation;
    this.kept = new AtomicReferenceArray<>(dataset.size());
    this.free = new AtomicLong(mostBytes);
  }

  /** [3, H, W] values from 0 to 255. */
  private sealed interface Pixels {
    float at(int position);

    long bytes();

    @SuppressWarnings("ArrayRecordComponent") // a private view, never compared
    record Bytes(byte[] values) implements Pixels {
      @Override
      public float at(int position) {
        return values[position] & 0xFF;
      }

      @Override
      public long bytes() {
        return values.length;
      }
    }

    @SuppressWarnings("ArrayRecordComponent") // a private view, never compared
    record Floats(float[] values) implements Pixels {
      @Override
      public float at(int position) {
        return values[position];
      }

      @Override
      public long bytes() {
        return (long) Float.BYTES * values.length;
      }
    }
  }

  /**
   * Writes one picture, normalised, into a batch whose padding is zero already.
   *
   * @param pixels [N, 3, H, W], padded
   * @param place which picture of the batch it becomes
   */
  void write(PreparedSample sample, float[] pixels, int place) {
    Pixels source = pixels(sample.index());
    int width = preparation.width();
    int height = preparation.height();
    int stride = preparation.paddedWidth();
    for (int channel = 0; channel < 3; channel++) {
      float deviation = preparation.deviation().channel(channel);
      float scale = 1 / (255 * deviation);
      float shift = -preparation.mean().channel(channel) / deviation;
      int plane = (3 * place + channel) * preparation.paddedHeight() * stride;
      for (int y = 0; y < height; y++) {
        int row = sample.flippedVertically() ? height - 1 - y : y;
        int from = (channel * height + row) * width;
        int to = plane + y * stride;
        if (sample.flippedHorizontally()) {
          for (int x = 0; x < width; x++) {
            pixels[to + x] = source.at(from + width - 1 - x) * scale + shift;
          }
        } else {
          for (int x = 0; x < width; x++) {
            pixels[to + x] = source.at(from + x) * scale + shift;
          }
        }
      }
    }
  }

  private Pixels pixels(int index) {
    Pixels known = kept.get(index);
    if (known != null) {
      return known;
    }
    Pixels made = make(dataset.load(index));
    if (free.addAndGet(-made.bytes()) < 0 || !kept.compareAndSet(index, null, made)) {
      free.addAndGet(made.bytes());
    }
    return made;
  }

  private Pixels make(Image image) {
    byte[] planes = image.planes();
    if (image.width() == preparation.width() && image.height() == preparation.height()) {
      return new Pixels.Bytes(planes);
    }
    float[] values = new float[planes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = planes[i] & 0xFF;
    }
    var bilinear =
        new Bilinear(image.height(), image.width(), preparation.height(), preparation.width());
    return new Pixels.Floats(bilinear.resize(values));
  }
}
