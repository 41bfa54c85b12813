package io.crnas.detection.metric;

import io.crnas.detection.data.Dataset;
import io.crnas.detection.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * COCO's box evaluation against one ground truth; the same numbers as pycocotools 2.0. Immutable
 * and safe for use by several threads.
 */
public final class CocoEvaluator {
  private static final Comparator<Detection> BY_SCORE =
      Comparator.comparingDouble(detection -> 0.0 - detection.score());

  private final long[] images;
  private final long[] categories;
  private final List<String> names;

  /** The objects by category and image; a cell is category place x images + image place. */
  private final List<List<GroundTruth>> truths;

  /**
   * Keeps a ground truth.
   *
   * @param images the numbers of all images, those without objects too
   * @param categories the number of each category and its name
   * @param truths the objects, in the order in which ties are decided
   * @throws IllegalArgumentException for an object of an unknown image or category
   */
  public CocoEvaluator(List<Long> images, Map<Long, String> categories, List<GroundTruth> truths) {
    var sorted = new TreeMap<>(categories);
    this.images = images.stream().mapToLong(Long::longValue).distinct().sorted().toArray();
    this.categories = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
    this.names = List.copyOf(sorted.values());
    this.truths = cells(truths, GroundTruth::image, GroundTruth::category);
  }

  /**
   * The ground truth of a dataset. An image's number is its place among the samples, a category's
   * its index.
   */
  public static CocoEvaluator of(Dataset dataset) {
    List<Sample> samples = dataset.samples();
    var names = new TreeMap<Long, String>();
    for (String name : dataset.categories()) {
      names.put((long) names.size(), name);
    }
    var truths = new ArrayList<GroundTruth>();
    var images = new ArrayList<Long>();
    for (int i = 0; i < samples.size(); i++) {
      long image = i;
      images.add(image);
      samples.get(i).annotations().stream()
          .map(annotation -> GroundTruth.of(image, annotation))
          .forEach(truths::add);
    }
    return new CocoEvaluator(images, names, truths);
  }

  /**
   * Measures detections, at most 100 of each category in an image; equal scores keep their order.
   *
   * @throws IllegalArgumentException for a detection of an unknown image or category
   */
  public CocoMetrics evaluate(List<Detection> detections) {
    return new Summary(names, curves(detections)).metrics();
  }

  /** The curve of each category, in the order of their numbers. */
  List<Curve> curves(List<Detection> detections) {
    List<List<Detection>> cells = cells(detections, Detection::image, Detection::category);
    return IntStream.range(0, categories.length)
        .parallel()
        .mapToObj(category -> curve(category * images.length, cells))
        .toList();
  }

  private Curve curve(int firstCell, List<List<Detection>> cells) {
    var judged = new ArrayList<Judged>();
    int[] objects = new int[Protocol.AREAS];
    for (int cell = firstCell; cell < firstCell + images.length; cell++) {
      List<GroundTruth> present = truths.get(cell);
      List<Detection> found =
          cells.get(cell).stream().sorted(BY_SCORE).limit(Protocol.MOST).toList();
      Matching.judge(found, present, judged::add);
      for (int area = 0; area < objects.length; area++) {
        for (GroundTruth truth : present) {
          objects[area] += Matching.isIgnored(truth, area) ? 0 : 1;
        }
      }
    }
    judged.sort(Judged.BY_SCORE);
    return Curve.of(judged, objects);
  }

  /** Deals out what belongs to each category and image, in the order given. */
  private <T> List<List<T>> cells(
      List<T> all, ToLongFunction<T> image, ToLongFunction<T> category) {
    List<List<T>> cells =
        new ArrayList<>(Collections.nCopies(categories.length * images.length, List.of()));
    for (T one : all) {
      int row = Arrays.binarySearch(categories, category.applyAsLong(one));
      int column = Arrays.binarySearch(images, image.applyAsLong(one));
      if (row < 0 || column < 0) {
        throw new IllegalArgumentException("of an unknown image or category: " + one);
      }
      int cell = row * images.length + column;
      if (cells.get(cell).isEmpty()) {
        cells.set(cell, new ArrayList<>());
      }
      cells.get(cell).add(one);
    }
    return cells;
  }
}
