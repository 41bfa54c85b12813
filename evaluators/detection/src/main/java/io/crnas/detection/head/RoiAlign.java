package io.crnas.detection.head;

import java.util.Arrays;
import java.util.List;

/**
 * RoIAlign over channels-last features, forward and backward: torchvision.ops.roi_align. A cell is
 * the mean of bilinear samples; those fall apart into one sum along each axis, so that a cell is a
 * sum of few features with weights, each a run of channels. Results do not depend on the number of
 * threads.
 *
 * @param height of the output in cells
 * @param width of the output in cells
 * @param samplingRatio samples in a cell in each direction; 0 for one a feature
 * @param aligned whether boxes are moved by half a pixel, as in newer nets than Faster R-CNN
 */
record RoiAlign(int height, int width, int samplingRatio, boolean aligned) {

  /**
   * Where a level's features lie in an array: [N, height, width, C] from the offset.
   *
   * @param scale features per pixel
   */
  record Level(int offset, int height, int width, float scale) {}

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

  /** The pooled features [R, height, width, C]. */
  float[] forward(float[] features, List<Level> levels, int channels, Rois regions, int threads) {
    int size = height * width * channels;
    float[] pooled = new float[Math.multiplyExact(regions.count(), size)];
    int chunk = 16;
    Parallel.forEach(
        Math.ceilDiv(regions.count(), chunk),
        threads,
        part -> {
          int end = Math.min(regions.count(), (part + 1) * chunk);
          for (int region = part * chunk; region < end; region++) {
            visit(
                levels,
                channels,
                regions,
                region,
                (from, to, weight) -> accumulate(features, from, pooled, to, weight, channels));
          }
        });
    return pooled;
  }

  /** Adds the features' gradient, laid out as they are, to {@code result}. */
  void backward(
      float[] gradient,
      List<Level> levels,
      int channels,
      Rois regions,
      float[] result,
      int threads) {
    Parallel.forEach(
        regions.imageCount(),
        threads,
        image -> {
          for (int region = 0; region < regions.count(); region++) {
            if (regions.image(region) == image) {
              visit(
                  levels,
                  channels,
                  regions,
                  region,
                  (from, to, weight) -> accumulate(gradient, to, result, from, weight, channels));
            }
          }
        });
  }

  /** What is done with one feature and one cell. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int feature, int cell, float weight);
  }

  private void visit(List<Level> levels, int channels, Rois regions, int region, Visitor visitor) {
    Level level = levels.get(regions.level(region));
    float shift = aligned ? 0.5f : 0;
    float left = regions.boxes().left[region] * level.scale() - shift;
    float top = regions.boxes().top[region] * level.scale() - shift;
    float spanX = regions.boxes().right[region] * level.scale() - shift - left;
    float spanY = regions.boxes().bottom[region] * level.scale() - shift - top;
    if (!aligned) {
      spanX = Math.max(spanX, 1);
      spanY = Math.max(spanY, 1);
    }
    var columns = new Taps(width, left, spanX, grid(spanX, width), level.width());
    var rows = new Taps(height, top, spanY, grid(spanY, height), level.height());
    int image = level.offset() + regions.image(region) * level.height() * level.width() * channels;
    int cell = region * height * width * channels;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int i = rows.starts[y]; i < rows.starts[y + 1]; i++) {
          int row = image + rows.indices[i] * level.width() * channels;
          for (int j = columns.starts[x]; j < columns.starts[x + 1]; j++) {
            visitor.visit(
                row + columns.indices[j] * channels, cell, rows.weights[i] * columns.weights[j]);
          }
        }
        cell += channels;
      }
    }
  }

  private int grid(float span, int cells) {
    return samplingRatio > 0 ? samplingRatio : (int) Math.ceil(span / cells);
  }

  private static void accumulate(
      float[] source, int from, float[] target, int to, float weight, int count) {
    for (int i = 0; i < count; i++) {
      target[to + i] += weight * source[from + i];
    }
  }
}
