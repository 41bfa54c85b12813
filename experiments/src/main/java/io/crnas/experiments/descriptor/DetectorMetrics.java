package io.crnas.experiments.descriptor;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.DetectorScore;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.framework.setting.Conflicts;
import io.crnas.framework.space.Preferences;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The metrics that a trained detector is scored by: COCO's, and the precision of each category.
 *
 * @param categories of the data, where they are known; else any name may be one
 * @param masks whether it is scored by its masks, too
 */
public record DetectorMetrics(Optional<List<String>> categories, boolean masks) {
  public DetectorMetrics {
    categories = categories.map(List::copyOf);
  }

  /**
   * Looks whether this is the name of one.
   *
   * @param where what it was given by
   * @throws InvalidInputException if it is not
   */
  public void require(String where, String metric) {
    if (!have(metric)) {
      throw new InvalidInputException(where, metric, names());
    }
  }

  /**
   * Looks whether the objectives of all levels that train detectors are among them.
   *
   * @throws InvalidInputException with each that is not
   */
  public void require(List<Level> levels) {
    var conflicts = new Conflicts();
    check(levels, conflicts);
    var problems = new Problems();
    conflicts.all().forEach(one -> problems.add(one.key(), one.found(), one.expected()));
    problems.throwIfAny();
  }

  void check(List<Level> levels, Conflicts conflicts) {
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      conflicts.unless(
          !level.scoring().trains()
              || level.objective().equals(Preferences.METRIC)
              || have(level.objective()),
          "levels[" + i + "].objective",
          level.objective(),
          names(),
          "levels[" + i + "].evaluator");
    }
  }

  /** Whether this is the name of one. */
  public boolean have(String metric) {
    String plain =
        masks && metric.startsWith(DetectorScore.MASK)
            ? metric.substring(DetectorScore.MASK.length())
            : metric;
    return CocoMetrics.NAMES.contains(plain)
        || Stream.of("AP/", "AP50/")
            .filter(plain::startsWith)
            .map(prefix -> plain.substring(prefix.length()))
            .anyMatch(name -> categories.map(known -> known.contains(name)).orElse(true));
  }

  /** For people. */
  private String names() {
    return "one of "
        + String.join(", ", CocoMetrics.NAMES)
        + ", or AP/CATEGORY or AP50/CATEGORY"
        + categories.map(known -> " of " + String.join(", ", known)).orElse("")
        + (masks ? ", each also for masks, as " + DetectorScore.MASK + "AP" : "");
  }
}
