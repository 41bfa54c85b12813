package io.crnas.experiments.report;

import io.crnas.experiments.report.ReportData.Category;
import io.crnas.experiments.report.ReportData.Trained;
import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The precision of each category, of both nets. */
public final class Categories {
  private static final Metric AP = new Metric("AP");
  private static final Metric AP50 = new Metric("AP50");

  private Categories() {}

  /** A row for each net and category, all digits; empty where there is nothing to measure. */
  public static String csv(Trained trained) throws IOException {
    var csv = new StringBuilder();
    try (var printer = new CSVPrinter(csv, CSVFormat.RFC4180)) {
      printer.printRecord("net", "category", AP.name(), AP50.name());
      rows(printer, "baseline", trained.baseline().categories());
      rows(printer, "found", trained.found().categories());
    }
    return csv.toString();
  }

  private static void rows(CSVPrinter printer, String net, List<Category> categories)
      throws IOException {
    for (Category one : categories) {
      printer.printRecord(
          net,
          one.name(),
          one.ap().isPresent() ? one.ap().getAsDouble() : "",
          one.ap50().isPresent() ? one.ap50().getAsDouble() : "");
    }
  }

  /** A table; empty where there is one category or none, whose AP is that of all. */
  static String html(Trained trained) {
    List<Category> baseline = trained.baseline().categories();
    List<Category> found = trained.found().categories();
    if (baseline.size() < 2 || baseline.size() != found.size()) {
      return "";
    }
    var html =
        new StringBuilder(
            """
            <section>
            <h2>Each category on the test split</h2>
            <table>
            <thead><tr><th></th><th>AP, baseline</th><th>found</th><th></th>\
            <th>AP50, baseline</th><th>found</th><th></th></tr></thead>
            """);
    for (int i = 0; i < baseline.size(); i++) {
      Category from = baseline.get(i);
      Category to = found.get(i);
      html.append(
          Text.fill(
              "<tr><th>%s</th>%s%s</tr>\n",
              Text.escape(from.name()), cells(AP, from, to), cells(AP50, from, to)));
    }
    return html.append("</table>\n</section>\n").toString();
  }

  private static String cells(Metric metric, Category from, Category to) {
    var before = metric.equals(AP) ? from.ap() : from.ap50();
    var after = metric.equals(AP) ? to.ap() : to.ap50();
    String difference = Text.difference(metric, before, after);
    return Text.fill(
        "<td>%s</td><td>%s</td><td class=\"%s\">%s</td>",
        Text.score(metric, before), Text.score(metric, after), Text.tone(difference), difference);
  }
}
