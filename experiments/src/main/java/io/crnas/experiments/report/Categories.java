package io.crnas.experiments.report;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.Retrained.Net;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The precision of each category, of both nets: of boxes, and where the detector finds masks of
 * those, too.
 */
public final class Categories {
  /** AP and AP50. */
  private static final List<String> SHOWN = CocoMetrics.NAMES.subList(0, 2);

  private Categories() {}

  /**
   * A row for each net and category, all digits; empty where there is nothing to measure.
   *
   * @param results with trained nets
   */
  public static String csv(Results results) throws IOException {
    Retrained nets = results.retrained().orElseThrow();
    List<Metric> metrics = nets.found().metrics(SHOWN);
    var csv = new StringBuilder();
    try (var printer = new CSVPrinter(csv, CSVFormat.RFC4180)) {
      var head = new ArrayList<>(List.of("net", "category"));
      metrics.stream().map(Metric::name).forEach(head::add);
      printer.printRecord(head);
      rows(printer, "baseline", nets.baseline(), metrics, results.categories());
      rows(printer, "found", nets.found(), metrics, results.categories());
    }
    return csv.toString();
  }

  private static void rows(
      CSVPrinter printer, String name, Net net, List<Metric> metrics, List<String> categories)
      throws IOException {
    for (String category : categories) {
      var row = new ArrayList<Object>(List.of(name, category));
      for (Metric metric : metrics) {
        OptionalDouble value = net.score(metric.of(category));
        row.add(value.isPresent() ? value.getAsDouble() : "");
      }
      printer.printRecord(row);
    }
  }

  /** A table; empty where there is one category or none, whose AP is that of all. */
  static String html(Retrained nets, List<String> categories) {
    if (categories.size() < 2) {
      return "";
    }
    List<Metric> metrics = nets.found().metrics(SHOWN);
    var html =
        new StringBuilder(
            """
            <section>
            <h2>Each category on the test split</h2>
            <table>
            <thead><tr><th></th>\
            """);
    metrics.forEach(metric ->
        html.append(
            Text.fill("<th>%s, baseline</th><th>found</th><th></th>", Text.escape(metric.name()))));
    html.append("</tr></thead>\n");
    for (String category : categories) {
      html.append(Text.fill("<tr><th>%s</th>", Text.escape(category)));
      metrics.forEach(metric -> html.append(cells(metric.of(category), nets)));
      html.append("</tr>\n");
    }
    return html.append("</table>\n</section>\n").toString();
  }

  private static String cells(Metric metric, Retrained nets) {
    OptionalDouble before = nets.baseline().score(metric);
    OptionalDouble after = nets.found().score(metric);
    String difference = Text.difference(metric, before, after);
    return Text.fill(
        "<td>%s</td><td>%s</td><td class=\"%s\">%s</td>",
        Text.score(metric, before), Text.score(metric, after), Text.tone(difference), difference);
  }
}
