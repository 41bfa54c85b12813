package io.crnas.experiments.init;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Anchors for boxes: a size for each level of the feature pyramid, and ratios of height and width.
 *
 * @param sizes square roots of areas in pixels, ascending
 * @param ratios heights by widths, ascending
 * @param covered the part of the boxes that overlap an anchor of the same centre by half (IoU), or
 *     more
 */
record Anchors(List<Integer> sizes, List<Double> ratios, double covered) {
  private static final int LEVELS = 5;
  private static final int ROUNDS = 50;
  private static final int LEAST = 4;
  private static final double OVERLAP = 0.5;

  /** Ratios of the data's own are worth their oddness from so many more covered boxes on. */
  private static final double BETTER = 0.02;

  private static final List<Double> USUAL = List.of(0.5, 1.0, 2.0);

  /** The width and height of a box as the detector sees it. */
  record Side(double width, double height) {
    double size() {
      return Math.sqrt(width * height);
    }
  }

  /** Sizes by k-means of the logarithms of the boxes' sizes. */
  static Anchors of(List<Side> boxes) {
    List<Integer> sizes =
        spread(centres(boxes.stream().mapToDouble(box -> Math.log(box.size())).sorted().toArray()));
    double[] ratios =
        boxes.stream().mapToDouble(box -> box.height() / box.width()).sorted().toArray();
    List<Double> own = ratios(ratios);
    double usual = covered(boxes, sizes, USUAL);
    double better = covered(boxes, sizes, own);
    return better > usual + BETTER
        ? new Anchors(sizes, own, better)
        : new Anchors(sizes, USUAL, usual);
  }

  /** Lloyd's algorithm on sorted numbers, from their quantiles on. */
  private static double[] centres(double[] sorted) {
    double[] centres = new double[LEVELS];
    for (int i = 0; i < LEVELS; i++) {
      centres[i] = sorted[(int) ((i + 0.5) * sorted.length / LEVELS)];
    }
    for (int round = 0; round < ROUNDS; round++) {
      double[] sums = new double[LEVELS];
      int[] counts = new int[LEVELS];
      for (double number : sorted) {
        int nearest = 0;
        for (int i = 1; i < LEVELS; i++) {
          if (Math.abs(number - centres[i]) < Math.abs(number - centres[nearest])) {
            nearest = i;
          }
        }
        sums[nearest] += number;
        counts[nearest]++;
      }
      for (int i = 0; i < LEVELS; i++) {
        if (counts[i] > 0) {
          centres[i] = sums[i] / counts[i];
        }
      }
    }
    Arrays.sort(centres);
    return centres;
  }

  /** Whole numbers, each a quarter above the one before: nearer ones would add nothing. */
  private static List<Integer> spread(double[] centres) {
    List<Integer> sizes = new ArrayList<>();
    for (double centre : centres) {
      int least = sizes.isEmpty() ? LEAST : (int) Math.ceil(1.25 * sizes.getLast());
      sizes.add(Math.max(least, (int) Math.round(Math.exp(centre))));
    }
    return List.copyOf(sizes);
  }

  private static List<Double> ratios(double[] sorted) {
    return Arrays.stream(new double[] {0.1, 0.5, 0.9})
        .map(part -> sorted[(int) (part * (sorted.length - 1))])
        .map(ratio -> Math.max(0.05, Math.round(ratio * 100) / 100.0))
        .distinct()
        .boxed()
        .toList();
  }

  private static double covered(List<Side> boxes, List<Integer> sizes, List<Double> ratios) {
    long covered =
        boxes.stream()
            .filter(box ->
                sizes.stream()
                    .anyMatch(size ->
                        ratios.stream().anyMatch(ratio -> overlap(box, size, ratio) >= OVERLAP)))
            .count();
    return (double) covered / boxes.size();
  }

  private static double overlap(Side box, double size, double ratio) {
    double height = size * Math.sqrt(ratio);
    double width = size / Math.sqrt(ratio);
    double both = Math.min(box.width(), width) * Math.min(box.height(), height);
    return both / (box.width() * box.height() + size * size - both);
  }
}
