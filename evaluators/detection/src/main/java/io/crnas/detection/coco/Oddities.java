package io.crnas.detection.coco;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The oddities of a file: counted, or where one is strict each a problem. */
final class Oddities {
  private record Count(int entries, Problem first) {}

  private final String file;
  private final boolean strict;
  private final Map<Oddity, Count> counts = new EnumMap<>(Oddity.class);

  Oddities(String file, boolean strict) {
    this.file = file;
    this.strict = strict;
  }

  /**
   * Counts one.
   *
   * @throws InvalidInputException when one is strict
   */
  void add(Oddity oddity, String where, String found, String expected) {
    var problem = new Problem(where, found, expected);
    if (strict) {
      throw new InvalidInputException(List.of(problem));
    }
    counts.merge(
        oddity, new Count(1, problem), (old, _) -> new Count(old.entries() + 1, old.first()));
  }

  /** A line for each kind: what becomes of them, how many there are and where the first one is. */
  List<String> warnings() {
    return counts.entrySet().stream().map(entry -> line(entry.getKey(), entry.getValue())).toList();
  }

  private String line(Oddity oddity, Count count) {
    Problem first = count.first();
    return "%s, %s: %d; the first: %s, found %s"
        .formatted(
            file,
            oddity.words(),
            count.entries(),
            first.where().replace(file + ", ", ""),
            first.found());
  }
}
