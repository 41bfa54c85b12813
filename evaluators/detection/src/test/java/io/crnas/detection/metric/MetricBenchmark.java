package io.crnas.detection.metric;

import java.util.List;
import java.util.Locale;

/**
 * How long a set of the size of COCO's val2017 takes: 5,000 images, 80 categories, 36,000 boxes,
 * 500,000 detections; run by {@code experiments/benchmarks/metric.sh}.
 */
final class MetricBenchmark {
  private MetricBenchmark() {}

  public static void main(String[] arguments) {
    var set = new FormulaSet(5_000, 80, 36_000, 500_000);
    CocoEvaluator evaluator = set.evaluator();
    List<Detection> detections = set.detections();
    for (int round = 0; round < 5; round++) {
      long begin = System.nanoTime();
      double ap = evaluator.evaluate(detections).ap();
      System.out.printf(
          Locale.ROOT,
          "round %d: %.2f s, AP %.4f%n",
          round + 1,
          (System.nanoTime() - begin) / 1e9,
          ap);
    }
  }
}
