package io.crnas.detection.coco;

import io.crnas.framework.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line for what is wrong with many entries in the same way. */
final class Alike {
  /** So many of a kind are told one by one. */
  private static final int FEW = 3;

  private Alike() {}

  /** What two problems have in common that differ in the number of the entry alone. */
  private record Kind(String where, String found, String expected) {
    static Kind of(Problem problem) {
      String where = problem.where().replaceAll("[0-9]+", "#");
      return new Kind(where, problem.found(), problem.expected());
    }
  }

  /** Of many of a kind the first, with the number of the others, where the first was. */
  static List<Problem> shortened(List<Problem> problems) {
    Map<Kind, Integer> counts = new LinkedHashMap<>();
    problems.forEach(problem -> counts.merge(Kind.of(problem), 1, Integer::sum));
    return problems.stream().flatMap(problem -> told(problem, counts).stream()).toList();
  }

  private static List<Problem> told(Problem problem, Map<Kind, Integer> counts) {
    Kind kind = Kind.of(problem);
    int count = counts.getOrDefault(kind, 0);
    if (count <= FEW) {
      return count == 0 ? List.of() : List.of(problem);
    }
    // Told now; the others of it are not.
    counts.remove(kind);
    return List.of(
        new Problem(
            "%s (and %d more)".formatted(problem.where(), count - 1),
            problem.found(),
            problem.expected()));
  }
}
