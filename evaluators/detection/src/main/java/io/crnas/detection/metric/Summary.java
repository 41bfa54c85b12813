package io.crnas.detection.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The curves of all categories as a few numbers. After {@code
 * pycocotools.cocoeval.COCOeval.summarize}: the mean over all values that are not -1.
 */
record Summary(List<String> names, List<Curve> curves) {
  private static final int ALL = 0;
  private static final int SMALL = 1;
  private static final int MEDIUM = 2;
  private static final int LARGE = 3;

  /** Places among the IoU thresholds and among {@link Protocol#MOST_DETECTIONS}. */
  private static final int AT_50 = 0;

  private static final int AT_75 = 5;
  private static final int ONE = 0;
  private static final int TEN = 1;
  private static final int HUNDRED = 2;

  CocoMetrics metrics() {
    var categories = new ArrayList<CocoMetrics.Category>();
    for (int i = 0; i < curves.size(); i++) {
      List<Curve> one = List.of(curves.get(i));
      categories.add(
          new CocoMetrics.Category(names.get(i), precision(one, ALL), precisionAt(one, AT_50)));
    }
    return new CocoMetrics(
        precision(curves, ALL),
        precisionAt(curves, AT_50),
        precisionAt(curves, AT_75),
        precision(curves, SMALL),
        precision(curves, MEDIUM),
        precision(curves, LARGE),
        recall(ALL, ONE),
        recall(ALL, TEN),
        recall(ALL, HUNDRED),
        recall(SMALL, HUNDRED),
        recall(MEDIUM, HUNDRED),
        recall(LARGE, HUNDRED),
        categories);
  }

  private static double precision(List<Curve> curves, int area) {
    return mean(
        curves.stream()
            .flatMap(curve -> Arrays.stream(curve.precision()[area][HUNDRED]))
            .flatMapToDouble(Arrays::stream));
  }

  private static double precisionAt(List<Curve> curves, int threshold) {
    return mean(
        curves.stream()
            .flatMapToDouble(curve -> Arrays.stream(curve.precision()[ALL][HUNDRED][threshold])));
  }

  private double recall(int area, int limit) {
    return mean(
        curves.stream().flatMapToDouble(curve -> Arrays.stream(curve.recall()[area][limit])));
  }

  private static double mean(DoubleStream values) {
    return values.filter(value -> value > -1).average().orElse(-1);
  }
}
