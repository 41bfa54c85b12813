package io.crnas.detection.training;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often the right class is among the first ones.
 *
 * @param top1 the part of images, from 0 to 1, of which it is the first
 * @param top5 of which it is among the first five; 1 where there are no more classes
 */
public record Accuracy(double top1, double top5) {
  /** What {@link #top1} is called among other scores. */
  public static final String TOP1 = "top1";

  /** What {@link #top5} is called. */
  public static final String TOP5 = "top5";

  private static final int FIVE = 5;

  /**
   * @param places of each image, how many classes come before the right one
   */
  static Accuracy of(List<Integer> places, int classes) {
    return new Accuracy(part(places, 1), part(places, Math.min(FIVE, classes)));
  }

  private static double part(List<Integer> places, int first) {
    return (double) places.stream().filter(place -> place < first).count() / places.size();
  }

  /** By name. */
  public SortedMap<String, Double> toMap() {
    return new TreeMap<>(Map.of(TOP1, top1, TOP5, top5));
  }
}
