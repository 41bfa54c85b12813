package io.crnas.experiments.compare;

import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.chart.Plot;
import io.crnas.experiments.compare.Group.Quartiles;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Strategy;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Strategies that searched the same level, each with several seeds. */
public final class StrategyComparison {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String level;
  private final String objective;
  private final List<Group> groups;

  private StrategyComparison(String level, String objective, List<Group> groups) {
    this.level = level;
    this.objective = objective;
    this.groups = List.copyOf(groups);
  }

  /**
   * Reads runs and groups them by their strategies, in the order in which these come.
   *
   * @param folders at least one
   * @param level its name in the journal; may be left out where the runs have one level
   * @param evaluators the kinds that the descriptors can name
   * @throws InvalidInputException with everything that differs between the runs beside strategies
   *     and seeds, and if a run is there twice
   */
  public static StrategyComparison of(
      List<Path> folders, Optional<String> level, Evaluators evaluators) throws IOException {
    List<SearchRun> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(SearchRun.read(folder, level, evaluators));
    }
    requireOneTask(runs);
    List<Strategy> strategies = runs.stream().map(SearchRun::strategy).distinct().toList();
    List<Group> groups =
        strategies.stream()
            .map(strategy ->
                new Group(
                    StrategyNames.name(strategy, strategies),
                    runs.stream()
                        .filter(run -> run.strategy().equals(strategy))
                        .map(SearchRun::curve)
                        .toList()))
            .toList();
    SearchRun first = runs.getFirst();
    return new StrategyComparison(first.searched().name(), first.level().objective(), groups);
  }

  private static void requireOneTask(List<SearchRun> runs) {
    var problems = new Problems();
    Map<List<Object>, Path> known = new HashMap<>();
    for (SearchRun run : runs) {
      run.requireSameTask(runs.getFirst(), problems);
      Path same = known.putIfAbsent(List.of(run.strategy(), run.experiment().seed()), run.folder());
      if (same != null) {
        problems.add(run.folder().toString(), "the strategy and seed of " + same, "another seed");
      }
    }
    problems.throwIfAny();
  }

  /** A line a strategy under a line of heads. */
  public List<String> table() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("strategy", Side.LEFT, 0));
    for (String head :
        List.of(
            "runs", "evaluations", "lower quartile", "median", "upper quartile", "best of all")) {
      columns.add(new Column(head, Side.RIGHT, 0));
    }
    columns.add(new Column("evaluations to it", Side.RIGHT, 0));
    return new Table(columns, groups.stream().map(this::row).toList()).lines();
  }

  private List<String> row(Group group) {
    Quartiles last = group.quartiles(Curve::last);
    return List.of(
        group.name(),
        Integer.toString(group.curves().size()),
        whole(group.quartiles(curve -> curve.best().size()).median()),
        score(last.lower()),
        score(last.median()),
        score(last.upper()),
        finders(group).size() + " of " + group.curves().size(),
        evaluationsToBest(group).map(StrategyComparison::whole).orElse("-"));
  }

  /** The runs that found a candidate as good as the best of all runs. */
  private List<Curve> finders(Group group) {
    double best = best();
    return group.curves().stream().filter(curve -> curve.last() >= best).toList();
  }

  /** Of the runs that found it, the median. */
  private Optional<Double> evaluationsToBest(Group group) {
    double best = best();
    List<Curve> finders = finders(group);
    return finders.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Group(group.name(), finders)
                .quartiles(curve -> curve.evaluationsTo(best))
                .median());
  }

  private double best() {
    return groups.stream()
        .flatMap(group -> group.curves().stream())
        .mapToDouble(Curve::last)
        .max()
        .orElseThrow();
  }

  /** An object a line, each for one strategy. */
  public List<String> json() {
    return groups.stream().map(this::json).toList();
  }

  private String json(Group group) {
    Quartiles last = group.quartiles(Curve::last);
    ObjectNode object =
        JSON.createObjectNode()
            .put("event", "strategy")
            .put("level", level)
            .put("objective", objective)
            .put("strategy", group.name())
            .put("runs", group.curves().size())
            .put("evaluations", group.quartiles(curve -> curve.best().size()).median())
            .put("lowerQuartile", last.lower())
            .put("median", last.median())
            .put("upperQuartile", last.upper())
            .put("foundBest", finders(group).size());
    evaluationsToBest(group)
        .ifPresentOrElse(
            count -> object.put("evaluationsToBest", count),
            () -> object.putNull("evaluationsToBest"));
    return JSON.writeValueAsString(object);
  }

  /** An SVG file: the median of each strategy as a line, and the middle half of its runs shaded. */
  public String svg() {
    double[] shown =
        groups.stream()
            .flatMap(group -> group.counts().mapToObj(group::after))
            .flatMapToDouble(some -> DoubleStream.of(some.lower(), some.upper()))
            .toArray();
    int longest = groups.stream().mapToInt(Group::longest).max().orElseThrow();
    var plot =
        new Plot(
            "Best " + objective + " found, " + level + " level",
            List.of("line: median of the runs; shade: between the quartiles"),
            Axis.counting("evaluations", longest),
            Axis.over("best " + objective, shown));
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      plot.band(steps(group, Quartiles::lower), steps(group, Quartiles::upper), Plot.colour(i));
    }
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      plot.line(steps(group, Quartiles::median), Plot.colour(i))
          .legend(group.name() + " (" + group.curves().size() + ")", Plot.colour(i));
    }
    return plot.svg();
  }

  /** A corner before and after each change, so that nothing is drawn that was not found. */
  private static List<Plot.Point> steps(Group group, ToDoubleFunction<Quartiles> side) {
    List<Plot.Point> points = new ArrayList<>();
    for (int count : group.counts().toArray()) {
      double value = side.applyAsDouble(group.after(count));
      if (points.isEmpty() || points.getLast().up() != value || count == group.longest()) {
        if (!points.isEmpty()) {
          points.add(new Plot.Point(count, points.getLast().up()));
        }
        points.add(new Plot.Point(count, value));
      }
    }
    return points;
  }

  private static String score(double value) {
    return Double.isInfinite(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
