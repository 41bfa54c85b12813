package io.crnas.experiments.compare;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.chart.Plot;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.rank.PairedDifference;
import io.crnas.experiments.report.Verdict;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.cost.Cost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What runs found beside their baselines, all tested on the same images: which levels were searched
 * within which budget, and what came of it. The paper's Table 4 and Figure 5.
 */
public final class NetComparison {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Metric METRIC = new Metric(CocoMetrics.NAMES.getFirst());
  private static final String TEST = "test";

  private final List<Row> rows;

  /** One budget of a run. */
  private record Row(Path folder, Results results, Retrained nets) {

    /** The levels that were searched, in order. */
    String levels() {
      return results.levels().isEmpty()
          ? "none"
          : results.levels().stream()
              .map(level -> level.name().substring(level.name().lastIndexOf('/') + 1))
              .collect(Collectors.joining(" and "));
    }

    Cost cost(Retrained.Net net) {
      return results.budgeted(net).orElseThrow();
    }

    double score(Retrained.Net net) {
      return net.score(METRIC).orElseThrow();
    }
  }

  private NetComparison(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /**
   * Reads runs; each budget of a run on several is one of the lines.
   *
   * @param runs folders, at least one
   * @throws InvalidInputException with every run that has no trained nets, or was tested on other
   *     images or counted otherwise than the first
   */
  public static NetComparison of(List<Path> runs) throws IOException {
    var problems = new Problems();
    List<Row> rows = new ArrayList<>();
    for (Path run : runs) {
      for (Path folder : parts(run)) {
        Results results = Results.read(folder.resolve(Results.FILE));
        results
            .retrained()
            .filter(nets -> measured(nets.baseline()) && measured(nets.found()))
            .ifPresentOrElse(
                nets -> rows.add(new Row(folder, results, nets)),
                () ->
                    problems.add(folder.toString(), "no nets with an AP", "a run with 'retrain'"));
      }
    }
    for (Row row : rows) {
      requireComparable(row, rows.getFirst(), problems);
    }
    problems.throwIfAny();
    return new NetComparison(rows);
  }

  private static List<Path> parts(Path run) throws IOException {
    if (!Files.isRegularFile(run.resolve(Results.FILE))) {
      throw new InvalidInputException(
          run.toString(), "no results", "the folder of a run that ended");
    }
    return Overview.parts(run);
  }

  private static boolean measured(Retrained.Net net) {
    return net.score(METRIC).isPresent();
  }

  private static void requireComparable(Row row, Row first, Problems problems) {
    String own = row.results().data().getOrDefault(TEST, "");
    if (!own.equals(first.results().data().getOrDefault(TEST, ""))) {
      problems.add(
          row.folder().toString(),
          "other images to test on",
          "those of " + first.folder() + ", because AP on others says nothing beside it");
    }
    Cost target = row.results().budget().target();
    if (!target.isComparableTo(first.results().budget().target())) {
      problems.add(
          row.folder().toString(),
          "a budget of " + target,
          "one that is counted as " + first.results().budget().target());
    }
  }

  /** A line for each budget of each run, under a line of heads. */
  public List<String> table() {
    List<Column> columns =
        List.of(
            new Column("run", Side.LEFT, 0),
            new Column("levels", Side.LEFT, 0),
            new Column("baseline", Side.LEFT, 0),
            new Column(METRIC.name(), Side.RIGHT, 0),
            new Column("found", Side.LEFT, 0),
            new Column(METRIC.name(), Side.RIGHT, 0),
            new Column("found minus baseline", Side.LEFT, 0));
    return new Table(columns, rows.stream().map(NetComparison::cells).toList()).lines();
  }

  private static List<String> cells(Row row) {
    Retrained nets = row.nets();
    return List.of(
        row.folder().toString(),
        row.levels(),
        nets.baseline().allocation().toString(),
        METRIC.text(row.score(nets.baseline())),
        nets.found().allocation().toString(),
        METRIC.text(row.score(nets.found())),
        nets.difference()
            .map(Verdict::of)
            .orElseGet(() ->
                String.format(
                    Locale.ROOT,
                    "%+.1f, one training each",
                    METRIC.shown(row.score(nets.found()) - row.score(nets.baseline())))));
  }

  /** An object a line, each for one budget of a run. */
  public List<String> json() {
    return rows.stream().map(NetComparison::json).toList();
  }

  private static String json(Row row) {
    Retrained nets = row.nets();
    ObjectNode object =
        JSON.createObjectNode()
            .put("event", "nets")
            .put("run", row.folder().toString())
            .put("levels", row.levels())
            .put("metric", METRIC.name());
    put(object.putObject("baseline"), row, nets.baseline());
    put(object.putObject("found"), row, nets.found());
    nets.difference()
        .map(PairedDifference::student)
        .ifPresent(
            interval -> object.putArray("interval").add(interval.lower()).add(interval.upper()));
    return JSON.writeValueAsString(object);
  }

  private static void put(ObjectNode object, Row row, Retrained.Net net) {
    object
        .put("allocation", net.allocation().toString())
        .put("cost", row.cost(net).value())
        .put("score", row.score(net))
        .put("seeds", Math.max(1, net.seeds().size()));
  }

  /** An SVG file: AP by cost, a line for the baselines and one for each choice of levels. */
  public String svg() {
    Cost target = rows.getFirst().results().budget().target();
    double[] costs = numbers(row -> nets(row).map(net -> row.cost(net).giga()));
    double[] scores = numbers(row -> nets(row).map(net -> METRIC.shown(row.score(net))));
    var plot =
        new Plot(
            METRIC.name() + " of what was found, by cost",
            List.of("line: mean of the nets of one budget"),
            Axis.over("10⁹ " + what(target), costs),
            Axis.over(METRIC.name() + " on the test split", scores));
    draw(plot, "baseline", 0, rows, Retrained::baseline);
    List<String> choices = rows.stream().map(Row::levels).distinct().toList();
    for (int i = 0; i < choices.size(); i++) {
      String levels = choices.get(i);
      draw(
          plot,
          "found by " + levels,
          i + 1,
          rows.stream().filter(row -> row.levels().equals(levels)).toList(),
          Retrained::found);
    }
    return plot.svg();
  }

  private static void draw(
      Plot plot,
      String name,
      int series,
      List<Row> some,
      Function<Retrained, Retrained.Net> which) {
    String colour = Plot.colour(series);
    var means = new TreeMap<Long, List<Row>>();
    for (Row row : some) {
      Retrained.Net net = which.apply(row.nets());
      plot.dot(point(row, net), row.folder() + ": " + net.allocation(), colour);
      means
          .computeIfAbsent(row.results().budget().target().value(), _ -> new ArrayList<>())
          .add(row);
    }
    plot.line(
            means.values().stream()
                .map(same ->
                    new Plot.Point(
                        mean(same, row -> point(row, which.apply(row.nets())).across()),
                        mean(same, row -> point(row, which.apply(row.nets())).up())))
                .toList(),
            colour)
        .legend(name, colour);
  }

  private static Plot.Point point(Row row, Retrained.Net net) {
    return new Plot.Point(row.cost(net).giga(), METRIC.shown(row.score(net)));
  }

  private static double mean(List<Row> same, Function<Row, Double> value) {
    return same.stream().mapToDouble(value::apply).average().orElseThrow();
  }

  private double[] numbers(Function<Row, Stream<Double>> values) {
    return rows.stream().flatMap(values).mapToDouble(Double::doubleValue).toArray();
  }

  private static Stream<Retrained.Net> nets(Row row) {
    return Stream.of(row.nets().baseline(), row.nets().found());
  }

  /** What is counted, without the number. */
  private static String what(Cost cost) {
    String whole = cost.toString();
    return whole.substring(whole.indexOf(' ') + 1);
  }
}
