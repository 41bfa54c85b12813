package io.crnas.experiments.rank;

import io.crnas.experiments.console.Table;
import io.crnas.experiments.console.Table.Column;
import io.crnas.experiments.console.Table.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Comparisons as lines for a terminal. */
final class ComparisonTable {
  private ComparisonTable() {}

  /** A line a level; below, where there is something, what references say of themselves. */
  static List<String> lines(List<Comparison> comparisons) {
    List<Column> columns = columns("level", "n", "tau-b", "Spearman");
    for (int top : Ranking.TOPS) {
      columns.add(new Column("regret at " + top, Side.LEFT, 0));
    }
    var lines =
        new ArrayList<>(
            new Table(columns, comparisons.stream().map(ComparisonTable::row).toList()).lines());
    List<List<String>> themselves =
        comparisons.stream().flatMap(comparison -> itself(comparison).stream()).toList();
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
                      "reliability",
                      "ceiling of tau-b"),
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

  private static List<String> row(Comparison comparison) {
    Ranking ranking = comparison.ranking();
    List<String> cells = new ArrayList<>();
    cells.add(comparison.name());
    cells.add(Integer.toString(ranking.candidates()));
    cells.add(Estimate.text(ranking.kendall(), 3));
    cells.add(Estimate.text(ranking.spearman(), 3));
    for (int top : Ranking.TOPS) {
      cells.add(Estimate.text(ranking.regret(top), 4));
    }
    return cells;
  }

  private static Optional<List<String>> itself(Comparison comparison) {
    return comparison
        .reliability()
        .map(some ->
            List.of(
                comparison.name(),
                Integer.toString(some.seeds()),
                Estimate.text(some.kendall(), 3),
                Estimate.text(some.spearman(), 3),
                Estimate.text(some.within(), 4),
                Estimate.text(some.between(), 4),
                Estimate.text(some.share(), 3),
                Estimate.text(some.ceiling(), 3)));
  }
}
