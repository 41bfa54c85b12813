package io.crnas.experiments.rank;

import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.chart.Plot;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.framework.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
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
 * @param reliability what the reference says of itself, where it trained with several seeds
 */
public record Comparison(
    String level,
    String predictor,
    String reference,
    List<Pair> pairs,
    Ranking ranking,
    Optional<Reliability> reliability) {
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
    List<Column> columns = columns("level", "n", "tau-b", "Spearman");
    for (int top : Ranking.TOPS) {
      columns.add(new Column("regret at " + top, Side.LEFT, 0));
    }
    var lines =
        new ArrayList<>(
            new Table(columns, comparisons.stream().map(Comparison::row).toList()).lines());
    List<List<String>> themselves =
        comparisons.stream().flatMap(comparison -> comparison.itself().stream()).toList();
    if (!themselves.isEmpty()) {
      lines.add("");
      lines.add("the reference, one seed against another");
      lines.addAll(
          new Table(
                  columns(
                      "level",
                      "seeds",
                      "tau-b",
                      "Spearman",
                      "deviation of one training",
                      "deviation between candidates",
                      "reliability"),
                  themselves)
              .lines());
    }
    return lines;
  }

  /** The first is a name, the second counts, the others are estimates. */
  private static List<Column> columns(String name, String count, String... estimates) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(name, Side.LEFT, 0));
    columns.add(new Column(count, Side.RIGHT, 0));
    for (String estimate : estimates) {
      columns.add(new Column(estimate, Side.LEFT, 0));
    }
    return columns;
  }

  private Optional<List<String>> itself() {
    return reliability.map(some ->
        List.of(
            name(),
            Integer.toString(some.seeds()),
            text(some.kendall(), 3),
            text(some.spearman(), 3),
            text(some.within(), 4),
            text(some.between(), 4),
            text(some.share(), 3)));
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
    reliability.ifPresentOrElse(
        some -> put(object.putObject("reliability"), some), () -> object.putNull("reliability"));
    return JSON.writeValueAsString(object);
  }

  private static void put(ObjectNode object, Reliability reliability) {
    object.put("seeds", reliability.seeds());
    put(object, "tau-b", reliability.kendall());
    put(object, "spearman", reliability.spearman());
    put(object, "withinDeviation", reliability.within());
    put(object, "betweenDeviation", reliability.between());
    put(object, "share", reliability.share());
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
    reliability.ifPresent(some -> notes.addAll(notes(some)));
    var plot =
        new Plot(
            what,
            notes,
            axis(predictor, pair -> Stream.of(pair.predicted())),
            axis(reference, pair -> pair.references().stream()));
    for (Pair pair : pairs) {
      if (reliability.isPresent()) {
        plot.bar(
            pair.predicted(),
            Collections.min(pair.references()),
            Collections.max(pair.references()),
            Plot.colour(0));
      }
      plot.dot(
          new Plot.Point(pair.predicted(), pair.reference()),
          String.format(
              Locale.ROOT, "%s: %.4f, %.4f", pair.candidate(), pair.predicted(), pair.reference()),
          Plot.colour(0));
    }
    return plot.svg();
  }

  private static List<String> notes(Reliability reliability) {
    return List.of(
        "dots: the mean of %d seeds; bars: from the lowest to the highest"
            .formatted(reliability.seeds()),
        "one seed against another: tau-b %s, Spearman %s"
            .formatted(text(reliability.kendall(), 3), text(reliability.spearman(), 3)),
        "deviation of one training %s, between candidates %s; reliability %s"
            .formatted(
                value(reliability.within()),
                value(reliability.between()),
                text(reliability.share(), 3)));
  }

  /** Without its interval, as there is not room for all of them. */
  private static String value(Optional<Estimate> estimate) {
    return estimate.map(some -> String.format(Locale.ROOT, "%.4f", some.value())).orElse("-");
  }

  private Axis axis(String name, Function<Pair, Stream<Double>> side) {
    return Axis.over(name, pairs.stream().flatMap(side).mapToDouble(Double::doubleValue).toArray());
  }
}
