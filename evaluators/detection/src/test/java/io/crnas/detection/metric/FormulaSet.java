package io.crnas.detection.metric;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Objects and detections near them, by a formula that any language can repeat: value i of stream s
 * is splitmix64's finaliser of {@code s * 0x9E3779B97F4A7C15 + (i + 1) * 0xBF58476D1CE4E5B9}, as a
 * number in [0, 1). Coordinates are whole and scores have two decimals, so that there are ties.
 */
record FormulaSet(int images, int categories, int objects, int found) {

  CocoEvaluator evaluator() {
    return new CocoEvaluator(
        new GroundTruths(
            LongStream.range(0, images).boxed().toList(),
            LongStream.range(0, categories).boxed().collect(Collectors.toMap(k -> k, k -> "k" + k)),
            IntStream.range(0, objects).mapToObj(this::truth).toList()),
        Overlap.BOX);
  }

  List<Detection> detections() {
    return IntStream.range(0, found).mapToObj(this::detection).toList();
  }

  private GroundTruth truth(int i) {
    double width = 4 + Math.floor(uniform(5, i) * uniform(6, i) * 200);
    double height = 4 + Math.floor(uniform(7, i) * uniform(8, i) * 200);
    return new GroundTruth(
        (long) (uniform(1, i) * images),
        (long) (uniform(2, i) * categories),
        Math.floor(uniform(3, i) * 500),
        Math.floor(uniform(4, i) * 400),
        width,
        height,
        width * height * 0.75,
        uniform(9, i) < 0.02,
        false);
  }

  private Detection detection(int i) {
    GroundTruth near = truth((int) (uniform(11, i) * objects));
    double spread = uniform(12, i);
    return new Detection(
        near.image(),
        uniform(17, i) < 0.9 ? near.category() : (long) (uniform(18, i) * categories),
        near.x() + Math.floor((uniform(13, i) - 0.5) * near.width() * spread),
        near.y() + Math.floor((uniform(14, i) - 0.5) * near.height() * spread),
        1 + Math.floor(near.width() * (1 + (uniform(15, i) - 0.5) * spread)),
        1 + Math.floor(near.height() * (1 + (uniform(16, i) - 0.5) * spread)),
        Math.floor((1 - spread * uniform(19, i)) * 50) / 50);
  }

  private static double uniform(int stream, int i) {
    long z = stream * 0x9E3779B97F4A7C15L + (i + 1) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z = z ^ (z >>> 31);
    return (z >>> 11) * 0x1p-53;
  }
}
