package io.crnas.detection.layout;

import java.util.HashSet;
import java.util.List;

/**
 * What is wanted of data.
 *
 * @param categories the names to look for, in the order of their indices, objects of others being
 *     left out; when empty, all that there are
 * @param masks which of the objects' masks are wanted, in layouts that can have some
 * @param pixels from which number pixels are counted, in layouts that do not say so
 */
public record Choice(List<String> categories, Masks masks, Pixels pixels) {
  public Choice {
    categories = List.copyOf(categories);
    if (new HashSet<>(categories).size() < categories.size()) {
      throw new IllegalArgumentException("a category is given twice: " + categories);
    }
  }

  /** Everything there is, without masks. */
  public static Choice all() {
    return new Choice(List.of(), Masks.NONE, Pixels.AUTO);
  }
}
