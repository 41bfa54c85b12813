package io.crnas.experiments.rank;

import io.crnas.framework.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One level's candidates as two evaluators score them.
 *
 * @param level its name; {@link ScoreTable#ANY} where the scores know of none
 * @param predictor what is judged: the metric and who gave it
 * @param reference what it is held against, alike
 * @param pairs the candidates that both scored
 * @param ranking what comes out
 * @param reliability what the reference says of itself, where it trained with several seeds
 */
public record Comparison(
    String level,
    String predictor,
    String reference,
    List<Pair> pairs,
    Ranking ranking,
    Optional<Reliability> reliability) {
  public Comparison {
    pairs = List.copyOf(pairs);
  }

  /**
   * Of each level that both know.
   *
   * @throws InvalidInputException if no candidate was scored by both
   */
  public static List<Comparison> of(ScoreTable predictor, ScoreTable reference) {
    return of(predictor, List.of(reference));
  }

  /**
   * Of each level that both know, against the mean of a reference that scored each candidate
   * several times. What it did not score each time is left out.
   *
   * @param references what it scored the first time, the second, and so on; of one name and metric
   * @throws InvalidInputException if no candidate was scored by both
   */
  public static List<Comparison> of(ScoreTable predictor, List<ScoreTable> references) {
    ScoreTable reference = references.getFirst();
    var levels = new LinkedHashSet<>(predictor.levels().keySet());
    if (levels.remove(ScoreTable.ANY)) {
      levels.addAll(reference.levels().keySet());
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (String level : levels) {
      of(level, predictor, references).ifPresent(comparisons::add);
    }
    if (comparisons.isEmpty()) {
      throw new InvalidInputException(
          reference.evaluator(),
          "no candidate that " + predictor.evaluator() + " has too",
          "scores of the same candidates");
    }
    return comparisons;
  }

  /**
   * Of one level; empty where no candidate of it was scored by both.
   *
   * @param references as in {@link #of(ScoreTable, List)}
   */
  public static Optional<Comparison> of(
      String level, ScoreTable predictor, List<ScoreTable> references) {
    ScoreTable reference = references.getFirst();
    List<Map<String, Double>> known = references.stream().map(table -> table.on(level)).toList();
    var pairs = new ArrayList<Pair>();
    predictor
        .on(level)
        .forEach((candidate, predicted) -> {
          List<Double> scores =
              known.stream().flatMap(one -> Stream.ofNullable(one.get(candidate))).toList();
          if (scores.size() == references.size()) {
            pairs.add(new Pair(candidate, predicted, scores));
          }
        });
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Comparison(
                level,
                predictor.metric() + ", " + predictor.evaluator(),
                reference.metric() + ", " + reference.evaluator(),
                pairs,
                Ranking.of(pairs),
                Reliability.of(pairs)));
  }

  /** The levels that one of two knows and no comparison is about: they share no candidate there. */
  public static List<String> missing(
      List<Comparison> comparisons, ScoreTable predictor, ScoreTable reference) {
    List<String> compared = comparisons.stream().map(Comparison::level).toList();
    return Stream.of(predictor, reference)
        .flatMap(scores -> scores.levels().keySet().stream())
        .filter(level -> !level.equals(ScoreTable.ANY) && !compared.contains(level))
        .distinct()
        .toList();
  }

  /** The level's name, and {@code all} where there is none. */
  public String name() {
    return level.equals(ScoreTable.ANY) ? "all" : level;
  }

  /** The name of a file for {@link #svg}, also where the level is one of several budgets. */
  public String file() {
    return name().replace('/', '-') + ".svg";
  }

  /**
   * A line a level under a line of heads, and below, alike, what references of several seeds say of
   * themselves.
   */
  public static List<String> table(List<Comparison> comparisons) {
    return ComparisonTable.lines(comparisons);
  }

  /** An object of one line; {@code null} for what is not defined. */
  public String json() {
    return ComparisonJson.line(this);
  }

  /** An SVG file: a dot for each candidate, and the numbers above. */
  public String svg() {
    return new ComparisonPlot(this).svg();
  }
}
