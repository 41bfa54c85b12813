package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The images of a dataset after the resize. As many as fit are kept in memory, as bytes where the
 * size stays and as floats where it does not: kept or made anew, the values are the same.
 */
final class PreparedImages {
  private final Dataset dataset;
  private final Preparation preparation;
  private final ConcurrentMap<Key, Pixels> kept = new ConcurrentHashMap<>();
  private final AtomicLong free;

  PreparedImages(Dataset dataset, Preparation preparation, long mostBytes) {
    this.dataset = dataset;
    this.preparation = preparation;
    this.free = new AtomicLong(mostBytes);
  }

  private record Key(int index, ImageSize size) {}

  /** [3, H, W] values from 0 to 255. */
  private sealed interface Pixels {
    float at(int position);

    int length();

    long bytes();

    @SuppressWarnings("ArrayRecordComponent") // a private view, never compared
    record Bytes(byte[] values) implements Pixels {
      @Override
      public float at(int position) {
        return values[position] & 0xFF;
      }

      @Override
      public int length() {
        return values.length;
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
      public int length() {
        return values.length;
      }

      @Override
      public long bytes() {
        return (long) Float.BYTES * values.length;
      }
    }

    /** A copy of the values. */
    default float[] floats() {
      float[] floats = new float[length()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = at(i);
      }
      return floats;
    }
  }

  /**
   * Writes one image, normalised, into a batch whose padding is zero already.
   *
   * @param size the image's after the resize
   * @param pixels [N, 3, H, W], padded
   * @param padded H and W
   * @param place which image of the batch it becomes
   */
  void write(Draw draw, ImageSize size, float[] pixels, ImageSize padded, int place) {
    Pixels source = recoloured(draw, size);
    int width = size.width();
    int height = size.height();
    int stride = padded.width();
    for (int channel = 0; channel < 3; channel++) {
      float deviation = preparation.deviation().channel(channel);
      float scale = 1 / (255 * deviation);
      float shift = -preparation.mean().channel(channel) / deviation;
      int plane = (3 * place + channel) * padded.height() * stride;
      for (int y = 0; y < height; y++) {
        int row = draw.flippedVertically() ? height - 1 - y : y;
        int from = (channel * height + row) * width;
        int to = plane + y * stride;
        if (draw.flippedHorizontally()) {
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

  private Pixels recoloured(Draw draw, ImageSize size) {
    Pixels pixels = pixels(new Key(draw.index(), size));
    if (draw.recolourings().isEmpty()) {
      return pixels;
    }
    float[] values = pixels.floats();
    draw.recolourings().forEach(recolouring -> recolouring.apply(values));
    return new Pixels.Floats(values);
  }

  private Pixels pixels(Key key) {
    Pixels known = kept.get(key);
    if (known != null) {
      return known;
    }
    Pixels made = make(dataset.load(key.index()), key.size());
    if (free.addAndGet(-made.bytes()) < 0 || kept.putIfAbsent(key, made) != null) {
      free.addAndGet(made.bytes());
    }
    return made;
  }

  private static Pixels make(Image image, ImageSize size) {
    var bytes = new Pixels.Bytes(image.planes());
    if (image.size().equals(size)) {
      return bytes;
    }
    var bilinear = new Bilinear(image.height(), image.width(), size.height(), size.width());
    return new Pixels.Floats(bilinear.resize(bytes.floats()));
  }
}
