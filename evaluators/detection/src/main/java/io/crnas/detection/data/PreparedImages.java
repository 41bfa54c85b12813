package io.crnas.detection.data;

import io.crnas.spaces.ImageSize;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The images of a dataset after the resize. As many as fit are kept in memory, as bytes where the
 * size stays and as floats where it does not: kept or made anew, the values are the same.
 */
final class PreparedImages {
  private final Dataset dataset;
  private final ConcurrentMap<Key, Numbers> kept = new ConcurrentHashMap<>();
  private final AtomicLong free;

  PreparedImages(Dataset dataset, long mostBytes) {
    this.dataset = dataset;
    this.free = new AtomicLong(mostBytes);
  }

  private record Key(int index, ImageSize size) {}

  /**
   * Images of one batch, [N, 3, H, W], each where the batch's top left corner is.
   *
   * @param sizes the images' after the resize
   * @param padded H and W
   * @return bytes where every image has them
   */
  Numbers of(List<Draw> draws, List<ImageSize> sizes, ImageSize padded) {
    List<Numbers> all =
        IntStream.range(0, draws.size())
            .mapToObj(i -> recoloured(draws.get(i), sizes.get(i)))
            .toList();
    int length = draws.size() * 3 * padded.height() * padded.width();
    if (all.stream().allMatch(Numbers.Bytes.class::isInstance)) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < all.size(); i++) {
        byte[] source = ((Numbers.Bytes) all.get(i)).values();
        place(draws.get(i), sizes.get(i), padded, i, (to, from) -> bytes[to] = source[from]);
      }
      return new Numbers.Bytes(bytes);
    }
    float[] floats = new float[length];
    for (int i = 0; i < all.size(); i++) {
      Numbers source = all.get(i);
      place(draws.get(i), sizes.get(i), padded, i, (to, from) -> floats[to] = source.at(from));
    }
    return new Numbers.Floats(floats);
  }

  private interface Copy {
    void copy(int to, int from);
  }

  /** Says of every value where it goes, mirrored as drawn. */
  private static void place(Draw draw, ImageSize size, ImageSize padded, int image, Copy copy) {
    int width = size.width();
    int height = size.height();
    int step = draw.flippedHorizontally() ? -1 : 1;
    int begin = draw.flippedHorizontally() ? width - 1 : 0;
    for (int channel = 0; channel < 3; channel++) {
      int plane = (3 * image + channel) * padded.height() * padded.width();
      for (int y = 0; y < height; y++) {
        int row = draw.flippedVertically() ? height - 1 - y : y;
        int from = (channel * height + row) * width + begin;
        int to = plane + y * padded.width();
        for (int x = 0; x < width; x++, from += step) {
          copy.copy(to + x, from);
        }
      }
    }
  }

  private Numbers recoloured(Draw draw, ImageSize size) {
    Numbers numbers =
        draw.part()
            .map(part -> part(draw.index(), part, size))
            .orElseGet(() -> numbers(new Key(draw.index(), size)));
    if (draw.recolourings().isEmpty()) {
      return numbers;
    }
    float[] values = numbers.floats();
    draw.recolourings().forEach(recolouring -> recolouring.apply(values));
    return new Numbers.Floats(values);
  }

  /** Parts are seldom the same twice, so that images are kept from which they are cut. */
  private Numbers part(int index, Part part, ImageSize size) {
    ImageSize whole = dataset.samples().get(index).size();
    return resized(part.of(numbers(new Key(index, whole)), whole), part.size(), size);
  }

  private Numbers numbers(Key key) {
    Numbers known = kept.get(key);
    if (known != null) {
      return known;
    }
    Image image = dataset.load(key.index());
    Numbers made = resized(image.planes(), image.size(), key.size());
    if (free.addAndGet(-bytes(made)) < 0 || kept.putIfAbsent(key, made) != null) {
      free.addAndGet(bytes(made));
    }
    return made;
  }

  private static long bytes(Numbers numbers) {
    return switch (numbers) {
      case Numbers.Bytes one -> one.length();
      case Numbers.Floats floats -> (long) Float.BYTES * floats.length();
    };
  }

  private static Numbers resized(byte[] planes, ImageSize from, ImageSize to) {
    var bytes = new Numbers.Bytes(planes);
    if (from.equals(to)) {
      return bytes;
    }
    var bilinear = new Bilinear(from.height(), from.width(), to.height(), to.width());
    return new Numbers.Floats(bilinear.resize(bytes.floats()));
  }
}
