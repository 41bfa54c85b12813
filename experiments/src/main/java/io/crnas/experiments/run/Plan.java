package io.crnas.experiments.run;

import io.crnas.detection.data.Dataset;
import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import io.crnas.experiments.descriptor.Evaluator;
import io.crnas.experiments.descriptor.Level;
import io.crnas.experiments.descriptor.Retrain;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a run will ask for, level by level.
 *
 * @param rows the levels
 * @param retrain how long each final net is trained
 */
record Plan(List<Row> rows, Optional<String> retrain) {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("level", Side.LEFT, 0),
          new Column("candidates", Side.RIGHT, 0),
          new Column("within budget", Side.RIGHT, 0),
          new Column("evaluations", Side.RIGHT, 0),
          new Column("evaluator", Side.LEFT, 0),
          new Column("strategy", Side.LEFT, 0));

  /**
   * One level of one target.
   *
   * @param candidates how many there are, whatever they cost
   * @param feasible how many meet the budget
   * @param evaluations how many will be asked for at most
   * @param evaluator its kind, and how long it trains
   */
  record Row(
      Target target,
      Level level,
      BigInteger candidates,
      BigInteger feasible,
      long evaluations,
      String evaluator) {}

  Plan {
    rows = List.copyOf(rows);
  }

  /** A level after the first is looked at as if the baseline were found before it. */
  static Plan of(Setup setup) {
    List<Row> rows = new ArrayList<>();
    for (Target target : setup.targets) {
      for (Level described : setup.experiment.levels()) {
        var level = setup.level(described, target);
        rows.add(
            new Row(
                target,
                described,
                candidates(setup, target, described.level()),
                level.feasible().count(),
                Strategies.of(described).evaluations(level),
                evaluator(described.scoring(), setup)));
      }
    }
    return new Plan(rows, setup.experiment.retrain().map(nets -> length(nets, setup)));
  }

  private static String length(Retrain nets, Setup setup) {
    String before =
        nets.pretrain()
            .map(first ->
                ", after %s on whole images".formatted(first.length().text(setup.classImages())))
            .orElse("");
    return nets.length().text(size(setup, Images::all)) + before;
  }

  private static String evaluator(Evaluator evaluator, Setup setup) {
    String several =
        evaluator instanceof Evaluator.Supernet supernet && supernet.supernets() > 1
            ? " of " + supernet.supernets()
            : "";
    return evaluator.kind()
        + several
        + evaluator
            .training()
            .map(length -> ", " + length.text(size(setup, Images::train)))
            .orElse("");
  }

  /** Of a split, where the data are known. */
  private static OptionalInt size(Setup setup, Function<Images, Dataset> split) {
    return setup.images().stream().map(split).mapToInt(Dataset::size).findFirst();
  }

  /** How many there are, whatever they cost. */
  private static BigInteger candidates(Setup setup, Target target, Level.Kind level) {
    BigInteger digits = BigInteger.valueOf(setup.experiment.space().digits().size());
    return switch (level) {
      case STAGE -> product(setup.stageSets, set -> BigInteger.valueOf(set.size()));
      case SPATIAL -> digits.pow(target.baseline().depth());
      case JOINT ->
          product(
              setup.stageSets,
              set -> set.stream().map(digits::pow).reduce(BigInteger.ZERO, BigInteger::add));
    };
  }

  private static BigInteger product(
      List<List<Integer>> sets, Function<List<Integer>, BigInteger> count) {
    return sets.stream().map(count).reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /** How many candidates of the last level will be asked for at most; 0 without a level. */
  long evaluations(Target target) {
    return rows.stream()
        .filter(row -> row.target().equals(target))
        .mapToLong(Row::evaluations)
        .reduce(0, (_, last) -> last);
  }

  /** For people. */
  List<String> lines() {
    Stream<String> levels =
        rows.isEmpty()
            ? Stream.of("no level is searched; the baseline itself is trained")
            : new Table(COLUMNS, rows.stream().map(Plan::cells).toList()).lines().stream();
    return Stream.of(
            levels,
            rows.stream()
                .filter(row -> isDecided(row.feasible()))
                .map(row -> decided(row.target().called(row.level().name()))),
            retrain.stream().map(length -> "each final net is trained for " + length))
        .flatMap(lines -> lines)
        .toList();
  }

  /** Whether a budget leaves no choice among so many candidates. */
  static boolean isDecided(BigInteger feasible) {
    return feasible.equals(BigInteger.ONE);
  }

  /** What is to be said of a level whose budget leaves no choice. */
  static String decided(String level) {
    return level
        + ": one candidate alone is within the budget, so nothing is searched; a wider"
        + " budget.tolerance, or more choices in space, leave more";
  }

  private static List<String> cells(Row row) {
    return List.of(
        row.target().called(row.level().name()),
        number(row.candidates()),
        number(row.feasible()),
        number(row.evaluations()),
        row.evaluator(),
        row.level().strategy().kind());
  }

  private static String number(Number number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
