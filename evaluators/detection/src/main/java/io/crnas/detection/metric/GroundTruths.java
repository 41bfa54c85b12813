package io.crnas.detection.metric;

import io.crnas.detection.data.Annotation;
import io.crnas.detection.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** All that should be found in some images, by category and image. Immutable. */
public final class GroundTruths {
  private final long[] images;
  private final long[] categories;
  private final List<String> names;
  private final List<List<GroundTruth>> cells;

  /**
   * @param images the numbers of all images, those without objects too
   * @param categories the number of each category and its name
   * @param objects in the order in which ties are decided
   * @throws IllegalArgumentException for an object of an unknown image or category
   */
  public GroundTruths(List<Long> images, Map<Long, String> categories, List<GroundTruth> objects) {
    var sorted = new TreeMap<>(categories);
    this.images = images.stream().mapToLong(Long::longValue).distinct().sorted().toArray();
    this.categories = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
    this.names = names(sorted);
    this.cells = cells(objects, GroundTruth::image, GroundTruth::category);
  }

  /**
   * What is in a dataset. An image's number is its place among the samples, a category's its index.
   */
  static GroundTruths of(Dataset dataset) {
    var names = new TreeMap<Long, String>();
    for (String name : dataset.categories()) {
      names.put((long) names.size(), name);
    }
    var objects = new ArrayList<GroundTruth>();
    var images = new ArrayList<Long>();
    for (long image = 0; image < dataset.size(); image++) {
      images.add(image);
      for (Annotation annotation : dataset.samples().get((int) image).annotations()) {
        objects.add(GroundTruth.of(image, annotation));
      }
    }
    return new GroundTruths(images, names, objects);
  }

  /** A name that several categories have gets their numbers, so that no metric hides another. */
  private static List<String> names(SortedMap<Long, String> categories) {
    List<String> names = List.copyOf(categories.values());
    Set<String> taken = new HashSet<>(names);
    List<String> unique = new ArrayList<>();
    categories.forEach((number, name) -> {
      String own = name;
      while (Collections.frequency(names, name) > 1 && !taken.add(own)) {
        own += " (" + number + ")";
      }
      unique.add(own);
    });
    return List.copyOf(unique);
  }

  /**
   * The categories' names, each another, in the order of their numbers; one that the categories
   * share is followed by the number.
   */
  List<String> names() {
    return names;
  }

  int images() {
    return images.length;
  }

  /** The place of an image with this number, below 0 where there is none. */
  int place(long image) {
    return Arrays.binarySearch(images, image);
  }

  /** The objects of a category in an image, both by their place. */
  List<GroundTruth> of(int category, int image) {
    return cells.get(category * images.length + image);
  }

  /** Detections by category place x images + image place, in the order given. */
  List<List<Detection>> cells(List<Detection> detections) {
    return cells(detections, Detection::image, Detection::category);
  }

  /** Detections by category place, in the order given. */
  List<List<Detection>> byCategory(List<Detection> detections) {
    List<List<Detection>> dealt = new ArrayList<>();
    for (int i = 0; i < categories.length; i++) {
      dealt.add(new ArrayList<>());
    }
    for (Detection detection : detections) {
      dealt.get(row(detection, detection.image(), detection.category())).add(detection);
    }
    return dealt;
  }

  private <T> List<List<T>> cells(
      List<T> all, ToLongFunction<T> image, ToLongFunction<T> category) {
    List<List<T>> dealt =
        new ArrayList<>(Collections.nCopies(categories.length * images.length, List.of()));
    for (T one : all) {
      int row = row(one, image.applyAsLong(one), category.applyAsLong(one));
      int cell = row * images.length + place(image.applyAsLong(one));
      if (dealt.get(cell).isEmpty()) {
        dealt.set(cell, new ArrayList<>());
      }
      dealt.get(cell).add(one);
    }
    return dealt;
  }

  /** The place of a category, when both are known. */
  private int row(Object one, long image, long category) {
    int row = Arrays.binarySearch(categories, category);
    if (row < 0 || place(image) < 0) {
      throw new IllegalArgumentException("of an unknown image or category: " + one);
    }
    return row;
  }
}
