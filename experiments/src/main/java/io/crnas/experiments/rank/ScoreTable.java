package io.crnas.experiments.rank;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What one evaluator said of candidates, as one number each; higher is better.
 *
 * @param metric the number
 * @param evaluator what to call it
 * @param levels level to candidate to score, all in the order of asking; a table that knows no
 *     levels has the one level {@link #ANY}
 */
public record ScoreTable(
    String metric, String evaluator, SequencedMap<String, SequencedMap<String, Double>> levels) {
  /** The level of scores that hold on every level. */
  public static final String ANY = "";

  public ScoreTable {
    var copy = new LinkedHashMap<String, SequencedMap<String, Double>>();
    levels.forEach((level, scores) ->
        copy.put(level, Collections.unmodifiableSequencedMap(new LinkedHashMap<>(scores))));
    levels = Collections.unmodifiableSequencedMap(copy);
  }

  /** The same scores by another name of who gave them. */
  public ScoreTable named(String another) {
    return new ScoreTable(metric, another, levels);
  }

  /** The scores that hold on a level; none where it knows neither this level nor any. */
  Map<String, Double> on(String level) {
    Map<String, Double> scores = levels.get(level);
    return scores != null ? scores : levels.getOrDefault(ANY, Collections.emptySortedMap());
  }

  /**
   * So many candidates of a level, spread evenly over its ranks from the best to the worst; all
   * where there are not more.
   *
   * @param count at least 2
   */
  public List<String> spread(String level, int count) {
    if (count < 2) {
      throw new IllegalArgumentException(count + " candidates have no order");
    }
    List<String> ranked =
        on(level).entrySet().stream()
            .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
            .map(Map.Entry::getKey)
            .toList();
    if (ranked.size() <= count) {
      return ranked;
    }
    var chosen = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      chosen.add(ranked.get((int) Math.round(i * (ranked.size() - 1.0) / (count - 1))));
    }
    return chosen;
  }
}
