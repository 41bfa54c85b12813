package io.crnas.experiments.report;

import io.crnas.experiments.sketch.Sketch;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Family;
import io.crnas.spaces.cost.Budget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Writes what a run found within several budgets as one HTML page that leads to theirs. */
public final class BudgetsReport {
  private BudgetsReport() {}

  /**
   * One budget.
   *
   * @param page where its own report is, relative to this page
   * @param baselineAccuracy of the trained baseline; empty where none was trained
   * @param foundAccuracy that of the found network
   */
  public record Row(
      String name,
      String page,
      Budget budget,
      Allocation baseline,
      Allocation found,
      OptionalDouble baselineAccuracy,
      OptionalDouble foundAccuracy) {}

  /**
   * The page.
   *
   * @param accuracy what the rows tell of the networks
   */
  public static String html(String name, String backbone, Metric accuracy, List<Row> rows) {
    var html = new StringBuilder();
    html.append(
        Text.fill(
            """
            <section>
            <h2>Accuracy on the test split</h2>
            <table>
            <thead><tr><th>budget</th><th>cost</th><th>baseline %s</th><th>found %s</th><th></th>\
            </tr></thead>
            """,
            Text.escape(accuracy.name()), Text.escape(accuracy.name())));
    rows.forEach(row -> html.append(line(accuracy, row)));
    html.append("</table>\n</section>\n");
    html.append("<section>\n<h2>Where the computation is</h2>\n");
    html.append(
        Sketch.svg(
            Family.named(backbone).backbone().layout(),
            rows.stream().flatMap(BudgetsReport::nets).toList()));
    html.append("</section>\n");
    return Page.html(
        name, rows.size() + " budgets on " + backbone, Optional.empty(), html.toString());
  }

  private static String line(Metric accuracy, Row row) {
    return Text.fill(
        """
        <tr><th><a href="%s">%s</a></th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
        """,
        Text.escape(row.page()),
        Text.escape(row.name()),
        Text.amount(row.budget().target().value()),
        Text.score(accuracy, row.baselineAccuracy()),
        Text.score(accuracy, row.foundAccuracy()),
        Text.difference(accuracy, row.baselineAccuracy(), row.foundAccuracy()));
  }

  private static Stream<Sketch.Net> nets(Row row) {
    return Stream.of(
        new Sketch.Net(row.name() + ", baseline", row.baseline()),
        new Sketch.Net(row.name() + ", found", row.found()));
  }
}
