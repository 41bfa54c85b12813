package io.crnas.experiments.report;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Overview.Entry;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.Retrained.Net;
import io.crnas.experiments.sketch.Sketch;
import io.crnas.experiments.status.RunStatus;
import io.crnas.spaces.Family;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what a run found within several budgets as one HTML page that leads to theirs. */
public final class BudgetsReport {
  private static final Metric ACCURACY = new Metric(CocoMetrics.NAMES.getFirst());

  private BudgetsReport() {}

  /**
   * The page.
   *
   * @param page how the report of a budget is called in its folder
   */
  public static String html(Overview overview, String page) {
    return Page.html(
        overview.name(),
        overview.budgets().size() + " budgets on " + overview.backbone(),
        Optional.empty(),
        sections(overview, page));
  }

  /**
   * The page of a run that goes on.
   *
   * @param ended what is known of the budgets that are at their end
   * @param folders of all budgets, below the run's
   * @param page how the report of a budget is called in its folder
   */
  public static String soFar(Overview ended, List<String> folders, RunStatus status, String page) {
    String all =
        folders.stream()
            .map(folder ->
                Text.fill(
                    "<li><a href=\"%s\">%s</a></li>\n",
                    Text.escape(folder + "/" + page), Text.escape(folder)))
            .collect(
                Collectors.joining(
                    "", "<section>\n<h2>Budgets</h2>\n<ul>\n", "</ul>\n</section>\n"));
    return Page.html(
        ended.name(),
        "%d of %d budgets on %s are at their end."
            .formatted(ended.budgets().size(), folders.size(), ended.backbone()),
        Optional.of(Standing.CAUTION),
        Standing.html(status) + all + (ended.budgets().isEmpty() ? "" : sections(ended, page)));
  }

  private static String sections(Overview overview, String page) {
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
            Text.escape(ACCURACY.name()), Text.escape(ACCURACY.name())));
    overview.budgets().forEach(entry -> html.append(line(entry, page)));
    html.append("</table>\n</section>\n");
    html.append("<section>\n<h2>Where the computation is</h2>\n");
    html.append(
        Sketch.svg(
            Family.named(overview.backbone()).backbone().layout(),
            overview.blocks(),
            overview.budgets().stream().flatMap(BudgetsReport::nets).toList()));
    return html.append("</section>\n").toString();
  }

  private static String line(Entry entry, String page) {
    OptionalDouble baseline = accuracy(entry.retrained().map(Retrained::baseline));
    OptionalDouble found = accuracy(entry.retrained().map(Retrained::found));
    return Text.fill(
        """
        <tr><th><a href="%s">%s</a></th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
        """,
        Text.escape(entry.folder() + "/" + page),
        Text.escape(entry.name()),
        Text.amount(entry.budget().target().value()),
        Text.score(ACCURACY, baseline),
        Text.score(ACCURACY, found),
        Text.difference(ACCURACY, baseline, found));
  }

  private static OptionalDouble accuracy(Optional<Net> net) {
    return net.map(one -> one.score(ACCURACY)).orElse(OptionalDouble.empty());
  }

  private static Stream<Sketch.Net> nets(Entry entry) {
    return Stream.of(
        new Sketch.Net(entry.name() + ", baseline", entry.baseline()),
        new Sketch.Net(entry.name() + ", found", entry.found()));
  }
}
