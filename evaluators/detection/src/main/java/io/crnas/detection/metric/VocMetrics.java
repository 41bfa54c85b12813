package io.crnas.detection.metric;

import java.util.List;
import java.util.OptionalDouble;

/**
 * PASCAL VOC's average precision of each category.
 *
 * @param categories in the order of their numbers
 */
public record VocMetrics(List<Category> categories) {

  /**
   * One category.
   *
   * @param name what it is called
   * @param ap 0 to 1; absent where there is no object to find
   */
  public record Category(String name, OptionalDouble ap) {}

  public VocMetrics {
    categories = List.copyOf(categories);
  }

  /** The mean over the categories that have objects; absent when none has. */
  public OptionalDouble mean() {
    return categories.stream().flatMapToDouble(category -> category.ap().stream()).average();
  }
}
