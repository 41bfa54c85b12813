package io.crnas.experiments.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** How Java names are written in a descriptor, and which known name is nearest to another. */
public final class Names {
  private Names() {}

  /**
   * {@code learningRate} and {@code FasterRcnn} as {@code learning-rate} and {@code faster-rcnn}.
   */
  public static String kebab(String camel) {
    return camel.replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** {@code FASTER_RCNN} as {@code faster-rcnn}. */
  public static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The nearest of the known names, unless none is near. */
  static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= Math.max(2, candidate.length() / 3))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Levenshtein's edit distance, ignoring case and taking an underscore for a dash. */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT).replace('_', '-');
    String b = right.toLowerCase(Locale.ROOT).replace('_', '-');
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
