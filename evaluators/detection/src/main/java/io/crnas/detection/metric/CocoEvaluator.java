package io.crnas.detection.metric;

import io.crnas.detection.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * COCO's evaluation of boxes or masks against one ground truth; the same numbers as pycocotools
 * 2.0. Immutable and safe for use by several threads.
 *
 * @param truths what should be found
 * @param overlap what a detection and an object are compared by
 */
public record CocoEvaluator(GroundTruths truths, Overlap overlap) {

  /** By the boxes of a dataset. */
  public static CocoEvaluator of(Dataset dataset) {
    return of(dataset, Overlap.BOX);
  }

  /** By the boxes or the masks of a dataset. */
  public static CocoEvaluator of(Dataset dataset, Overlap overlap) {
    return new CocoEvaluator(GroundTruths.of(dataset), overlap);
  }

  /**
   * Measures detections, at most 100 of each category in an image; equal scores keep their order.
   *
   * @throws IllegalArgumentException for a detection of an unknown image or category
   * @throws java.util.NoSuchElementException where a mask is needed and not there
   */
  public CocoMetrics evaluate(List<Detection> detections) {
    return new Summary(truths.names(), curves(detections)).metrics();
  }

  /** The curve of each category, in the order of their numbers. */
  List<Curve> curves(List<Detection> detections) {
    List<List<Detection>> cells = truths.cells(detections);
    return IntStream.range(0, truths.names().size())
        .parallel()
        .mapToObj(category -> curve(category, cells))
        .toList();
  }

  private Curve curve(int category, List<List<Detection>> cells) {
    var judged = new ArrayList<Judged>();
    int[] objects = new int[Protocol.AREAS];
    for (int image = 0; image < truths.images(); image++) {
      List<GroundTruth> present = truths.of(category, image);
      List<Detection> found =
          cells.get(category * truths.images() + image).stream()
              .sorted(Detection.BY_SCORE)
              .limit(Protocol.MOST)
              .toList();
      Matching.judge(found, present, overlap, judged::add);
      for (int area = 0; area < objects.length; area++) {
        for (GroundTruth truth : present) {
          objects[area] += Matching.isIgnored(truth, area) ? 0 : 1;
        }
      }
    }
    judged.sort(Judged.BY_SCORE);
    return Curve.of(judged, objects);
  }
}
