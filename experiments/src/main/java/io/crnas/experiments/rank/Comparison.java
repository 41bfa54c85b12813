package io.crnas.experiments.rank;

import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.chart.Plot;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.framework.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One level's candidates as two evaluators score them.
 *
 * @param level its name; {@link ScoreTable#ANY} where the scores know of none
 * @param predictor what is judged: the metric and who gave it
 * @param reference what it is held against, alike
 * @param pairs the candidates that both scored
 * @param ranking what comes out
 */
public record Comparison(
    String level, String predictor, String reference, List<Pair> pairs, Ranking ranking) {
  private static final JsonMapper JSON = JsonMapper.shared();

  public Comparison {
    pairs = List.copyOf(pairs);
  }

  /**
   * Of each level that both know.
   *
   * @throws InvalidInputException if no candidate was scored by both
   */
  public static List<Comparison> of(ScoreTable predictor, ScoreTable reference) {
    var levels = new LinkedHashSet<>(predictor.levels().keySet());
    if (levels.remove(ScoreTable.ANY)) {
      levels.addAll(reference.levels().keySet());
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (String level : levels) {
      var references = reference.on(level);
      var pairs = new ArrayList<Pair>();
      predictor
          .on(level)
          .forEach((candidate, predicted) -> {
            Double known = references.get(candidate);
            if (known != null) {
              pairs.add(new Pair(candidate, predicted, known));
            }
          });
      if (!pairs.isEmpty()) {
        comparisons.add(
            new Comparison(
                level,
                predictor.metric() + ", " + predictor.evaluator(),
                reference.metric() + ", " + reference.evaluator(),
                pairs,
                Ranking.of(pairs)));
      }
    }
    if (comparisons.isEmpty()) {
      throw new InvalidInputException(
          reference.evaluator(),
          "no candidate that " + predictor.evaluator() + " has too",
          "scores of the same candidates");
    }
    return comparisons;
  }

  /** The level's name, and {@code all} where there is none. */
  public String name() {
    return level.equals(ScoreTable.ANY) ? "all" : level;
  }

  /** A line a level under a line of heads. */
  public static List<String> table(List<Comparison> comparisons) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("level", Side.LEFT, 0));
    columns.add(new Column("n", Side.RIGHT, 0));
    columns.add(new Column("tau-b", Side.LEFT, 0));
    columns.add(new Column("Spearman", Side.LEFT, 0));
    for (int top : Ranking.TOPS) {
      columns.add(new Column("regret at " + top, Side.LEFT, 0));
    }
    return new Table(columns, comparisons.stream().map(Comparison::row).toList()).lines();
  }

  private List<String> row() {
    List<String> cells = new ArrayList<>();
    cells.add(name());
    cells.add(Integer.toString(ranking.candidates()));
    cells.add(text(ranking.kendall(), 3));
    cells.add(text(ranking.spearman(), 3));
    for (int top : Ranking.TOPS) {
      cells.add(text(ranking.regret(top), 4));
    }
    return cells;
  }

  private static String text(Optional<Estimate> estimate, int digits) {
    return estimate.map(some -> some.text(digits)).orElse("-");
  }

  /** An object of one line; {@code null} for what is not defined. */
  public String json() {
    ObjectNode object =
        JSON.createObjectNode()
            .put("event", "ranking")
            .put("level", level)
            .put("predictor", predictor)
            .put("reference", reference)
            .put("candidates", ranking.candidates());
    put(object, "tau-b", ranking.kendall());
    put(object, "spearman", ranking.spearman());
    ObjectNode regrets = object.putObject("regret");
    Ranking.TOPS.forEach(top -> put(regrets, Integer.toString(top), ranking.regret(top)));
    return JSON.writeValueAsString(object);
  }

  private static void put(ObjectNode object, String name, Optional<Estimate> estimate) {
    estimate.ifPresentOrElse(
        some ->
            object
                .putObject(name)
                .put("value", some.value())
                .put("low", some.low())
                .put("high", some.high()),
        () -> object.putNull(name));
  }

  /** An SVG file: a dot for each candidate, and the numbers above. */
  public String svg() {
    String what =
        "Predicted and reference scores of %d candidates, %s level%s"
            .formatted(ranking.candidates(), name(), level.equals(ScoreTable.ANY) ? "s" : "");
    List<String> notes = new ArrayList<>();
    notes.add(
        "Kendall's tau-b %s, Spearman %s"
            .formatted(text(ranking.kendall(), 3), text(ranking.spearman(), 3)));
    notes.add(
        "regret at "
            + String.join(
                ", at ",
                ranking.regrets().stream()
                    .map(regret ->
                        String.format(Locale.ROOT, "%d: %.4f", regret.top(), regret.lost().value()))
                    .toList()));
    var plot =
        new Plot(what, notes, axis(predictor, Pair::predicted), axis(reference, Pair::reference));
    for (Pair pair : pairs) {
      plot.dot(
          new Plot.Point(pair.predicted(), pair.reference()),
          String.format(
              Locale.ROOT, "%s: %.4f, %.4f", pair.candidate(), pair.predicted(), pair.reference()),
          Plot.colour(0));
    }
    return plot.svg();
  }

  private Axis axis(String name, ToDoubleFunction<Pair> side) {
    return Axis.over(name, pairs.stream().mapToDouble(side).toArray());
  }
}
