package io.crnas.export.onnx;

import io.crnas.export.onnx.Suppression.Candidates;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * What lies before and behind a head that reads regions of the pyramid. The boxes of a class are
 * suppressed among themselves, so that each image has as many groups of boxes as there are classes.
 *
 * @param classes without the background
 * @param nothing the score of boxes that are dropped
 */
record RegionHead(Scope scope, Head head, int classes, double nothing) {

  /**
   * Regions of a batch.
   *
   * @param boxes [N, R, 4]
   * @param there whether it is one, and not padding [N, R]
   * @param count R, integers [1]
   */
  record Regions(String boxes, String there, String count) {}

  /**
   * @param pool cuts regions [N R, 4] out
   * @param network writes the head's network for what it reads
   */
  Candidates candidates(
      Regions regions,
      RegionPooling pool,
      ImageSizes image,
      Function<String, SequencedMap<String, String>> network) {
    RegionPooling.Pooled pooled = pool.pooled(regions, image);
    SequencedMap<String, String> outputs = network.apply(pooled.cells());
    String logits = pooled.inOrder(scope, "logits", output(outputs, "scores"));
    String numbers = pooled.inOrder(scope, "numbers", output(outputs, "boxes"));

    String perClass =
        transposed(
            "boxes.by.class",
            scope.withoutFirst(
                "boxes.without.background",
                scope.reshape(
                    "boxes.of.images",
                    numbers,
                    image.batch(),
                    regions.count(),
                    scope.integers(classes + 1, 4)),
                2),
            0,
            2,
            1,
            3);
    Corners own = Corners.of(scope, scope.unsqueeze("region", regions.boxes(), 1));
    Corners boxes = own.decoded(scope, head.coder(), perClass).clipped(scope, image);

    String probabilities =
        scope.op("probabilities", "Softmax", List.of(logits), Attributes.integer("axis", 1));
    String ofObjects = scope.withoutFirst("without.background", probabilities, 1);
    String byImage =
        scope.reshape(
            "of.images", ofObjects, image.batch(), regions.count(), scope.integers(classes));
    String scores = transposed("by.class", byImage, 0, 2, 1);
    String large = boxes.atLeast(scope, Reads.Rois.LEAST_SIDE);
    String there = scope.unsqueeze("there", regions.there(), 1);
    String valid = scope.op("valid", "And", large, there);
    String counted = scope.op("counted", "Where", valid, scores, scope.number(nothing));
    return new Candidates(
        scope.reshape(
            "grouped.boxes",
            boxes.boxes(scope),
            scope.integers(-1),
            regions.count(),
            scope.integers(4)),
        scope.reshape("grouped", counted, scope.integers(-1, 1), regions.count()));
  }

  private static String output(SequencedMap<String, String> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  private String transposed(String name, String value, long... axes) {
    return scope.op(name, "Transpose", List.of(value), Attributes.integers("perm", axes));
  }
}
