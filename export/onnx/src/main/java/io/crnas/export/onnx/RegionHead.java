package io.crnas.export.onnx;

import io.crnas.export.onnx.Suppression.Candidates;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * What lies before and behind a head that reads regions of the pyramid. The boxes of a class are
 * suppressed among themselves, so that each image has as many groups of boxes as there are classes.
 *
 * @param classes without the background
 * @param shared whether each region has one box for all classes
 */
record RegionHead(Scope scope, Head head, int classes, boolean shared) {

  /**
   * Regions of a batch.
   *
   * @param boxes [N, R, 4]
   * @param there whether it is one, and not padding [N, R]
   * @param count R, integers [1]
   * @param probabilities [N R, classes + 1] of each head that has refined them
   */
  record Regions(String boxes, String there, String count, List<String> probabilities) {

    /**
     * How many places the image needs that has the most.
     *
     * @param there 1 where there is something and 0 at padding, integers [N, M]
     * @return an integer [1]
     */
    static String largestCount(Scope scope, String there) {
      String counts =
          scope.op(
              "counts",
              "ReduceSum",
              List.of(there, scope.integers(1)),
              Attributes.integer("keepdims", 0));
      return scope.op("largest", "ReduceMax", List.of(counts), Attributes.integer("keepdims", 1));
    }
  }

  /**
   * What a head made of regions.
   *
   * @param numbers of the boxes, [N R, 4 (classes + 1)], or [N R, 4] for all classes
   * @param probabilities [N R, classes + 1]
   */
  record Made(String numbers, String probabilities) {}

  /**
   * Runs the head.
   *
   * @param pool cuts regions [N R, 4] out
   * @param network writes the head's network for what it reads
   */
  Made made(
      Regions regions,
      RegionPooling pool,
      ImageSizes image,
      Function<String, SequencedMap<String, String>> network) {
    RegionPooling.Pooled pooled = pool.pooled(regions, image);
    SequencedMap<String, String> outputs = network.apply(pooled.cells());
    String logits = pooled.inOrder(scope, "logits", output(outputs, "scores"));
    return new Made(
        pooled.inOrder(scope, "numbers", output(outputs, "boxes")),
        scope.op("probabilities", "Softmax", List.of(logits), Attributes.integer("axis", 1)));
  }

  /** The regions, each moved by its one box. */
  Regions refined(Regions regions, Made made, ImageSizes image) {
    String numbers =
        scope.reshape(
            "boxes.of.images", made.numbers(), image.batch(), regions.count(), scope.integers(4));
    Corners moved =
        Corners.of(scope, regions.boxes())
            .decoded(scope, head.coder(), numbers)
            .clipped(scope, image.limits());
    List<String> probabilities = new ArrayList<>(regions.probabilities());
    probabilities.add(made.probabilities());
    return new Regions(
        moved.boxes(scope), regions.there(), regions.count(), List.copyOf(probabilities));
  }

  /**
   * Boxes to be suppressed.
   *
   * @param nothing the score of those that are dropped
   */
  Candidates candidates(Regions regions, Made made, ImageSizes image, double nothing) {
    Corners own = Corners.of(scope, scope.unsqueeze("region", regions.boxes(), 1));
    Corners boxes =
        own.decoded(scope, head.coder(), byClass(regions, made.numbers(), image))
            .clipped(scope, scope.unsqueeze("limits", image.limits(), -2));

    String ofObjects = scope.withoutFirst("without.background", mean(regions, made), 1);
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

  /** The numbers of the boxes [N, classes, R, 4], of one for all classes [N, classes, R, 4] too. */
  private String byClass(Regions regions, String numbers, ImageSizes image) {
    if (shared) {
      String one =
          scope.reshape(
              "boxes.of.images",
              numbers,
              image.batch(),
              scope.integers(1),
              regions.count(),
              scope.integers(4));
      String shape =
          scope.concat(
              "boxes.shape",
              0,
              List.of(image.batch(), scope.integers(classes), regions.count(), scope.integers(4)));
      return scope.op("boxes.by.class", "Expand", one, shape);
    }
    return transposed(
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
  }

  /** Of the heads that have refined the regions, and of this one. */
  private String mean(Regions regions, Made made) {
    String sum = made.probabilities();
    if (regions.probabilities().isEmpty()) {
      return sum;
    }
    for (String before : regions.probabilities()) {
      sum = scope.op("sum", "Add", sum, before);
    }
    return scope.op("mean", "Div", sum, scope.number(regions.probabilities().size() + 1));
  }

  private static String output(SequencedMap<String, String> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  private String transposed(String name, String value, long... axes) {
    return scope.op(name, "Transpose", List.of(value), Attributes.integers("perm", axes));
  }
}
