package io.crnas.detection.head;

import io.crnas.detection.torch.Gathering;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * RoIAlign: torchvision.ops.roi_align. A cell is the mean of bilinear samples; those fall apart
 * into one sum along each axis, so that a cell is a sum of few features with weights, which the
 * engine gathers.
 *
 * @param height of the output in cells
 * @param width of the output in cells
 * @param samplingRatio samples in a cell in each direction; 0 for one a feature
 * @param aligned whether boxes are moved by half a pixel, as in newer nets than Faster R-CNN
 */
record RoiAlign(int height, int width, int samplingRatio, boolean aligned) {

  /**
   * Where the cells of a level lie among all: N * height * width from the first.
   *
   * @param scale features per pixel
   */
  record Level(int first, int height, int width, float scale) {}

  /** What a cell takes along one axis: features and their weights. */
  private static final class Taps {
    private final int[] starts;
    private int[] indices;
    private float[] weights;
    private int size;

    Taps(int cells, float start, float length, int grid, int limit) {
      starts = new int[cells + 1];
      indices = new int[4 * cells];
      weights = new float[4 * cells];
      float cell = length / cells;
      for (int i = 0; i < cells; i++) {
        starts[i] = size;
        for (int s = 0; s < grid; s++) {
          add(i, start + i * cell + (s + 0.5f) * cell / grid, 1f / grid, limit);
        }
      }
      starts[cells] = size;
    }

    /** The most that a cell takes. */
    int longest() {
      return IntStream.range(1, starts.length).map(i -> starts[i] - starts[i - 1]).max().orElse(0);
    }

    private void add(int cell, float position, float weight, int limit) {
      if (position < -1 || position > limit) {
        return;
      }
      float inside = Math.max(position, 0);
      int low = (int) inside;
      if (low >= limit - 1) {
        add(cell, limit - 1, weight);
      } else {
        add(cell, low, weight * (1 - (inside - low)));
        add(cell, low + 1, weight * (inside - low));
      }
    }

    private void add(int cell, int index, float weight) {
      for (int i = size - 1; i >= Math.max(starts[cell], size - 2); i--) {
        if (indices[i] == index) {
          weights[i] += weight;
          return;
        }
      }
      if (size == indices.length) {
        indices = Arrays.copyOf(indices, 2 * size);
        weights = Arrays.copyOf(weights, 2 * size);
      }
      indices[size] = index;
      weights[size++] = weight;
    }
  }

  /** The taps of a region along both axes, and the level it is read from. */
  private record Region(Level level, int image, Taps rows, Taps columns) {
    /** Of its image on its level, among all cells. */
    int firstRow() {
      return level.first() + image * level.height() * level.width();
    }
  }

  /**
   * What each cell of each region is the sum of.
   *
   * @param levels finest first
   */
  Gathering gathering(List<Level> levels, Rois regions, int threads) {
    var all = new Region[regions.count()];
    Parallel.forEach(all.length, threads, i -> all[i] = region(levels, regions, i));
    return new Gathering(
        all.length,
        axis(height, all, Region::rows, Region::firstRow, region -> region.level().width()),
        axis(width, all, Region::columns, _ -> 0, _ -> 1));
  }

  /** The taps of all regions, each sum with as many as the longest has. */
  private static Gathering.Axis axis(
      int sums,
      Region[] regions,
      Function<Region, Taps> axis,
      ToIntFunction<Region> first,
      ToIntFunction<Region> stride) {
    int taps = Arrays.stream(regions).map(axis).mapToInt(Taps::longest).max().orElse(0);
    int[] places = new int[regions.length * sums * taps];
    float[] weights = new float[places.length];
    int place = 0;
    for (Region region : regions) {
      Taps own = axis.apply(region);
      for (int sum = 0; sum < sums; sum++, place += taps) {
        int count = own.starts[sum + 1] - own.starts[sum];
        for (int i = 0; i < taps; i++) {
          // What weighs nothing lies beside what does, so that no cell has many of them.
          int tap = own.starts[sum] + Math.min(i, count - 1);
          if (count > 0) {
            places[place + i] =
                first.applyAsInt(region) + own.indices[tap] * stride.applyAsInt(region);
          }
          if (i < count) {
            weights[place + i] = own.weights[tap];
          }
        }
      }
    }
    return new Gathering.Axis(sums, taps, places, weights);
  }

  private Region region(List<Level> levels, Rois regions, int index) {
    Level level = levels.get(regions.level(index));
    float shift = aligned ? 0.5f : 0;
    float left = regions.boxes().left[index] * level.scale() - shift;
    float top = regions.boxes().top[index] * level.scale() - shift;
    float spanX = regions.boxes().right[index] * level.scale() - shift - left;
    float spanY = regions.boxes().bottom[index] * level.scale() - shift - top;
    if (!aligned) {
      spanX = Math.max(spanX, 1);
      spanY = Math.max(spanY, 1);
    }
    return new Region(
        level,
        regions.image(index),
        new Taps(height, top, spanY, grid(spanY, height), level.height()),
        new Taps(width, left, spanX, grid(spanX, width), level.width()));
  }

  private int grid(float span, int cells) {
    return samplingRatio > 0 ? samplingRatio : (int) Math.ceil(span / cells);
  }
}
