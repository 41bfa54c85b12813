package io.crnas.experiments.report;

import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results.Candidate;
import io.crnas.experiments.results.Results.Level;
import io.crnas.experiments.results.Retrained.Finalist;
import io.crnas.experiments.results.Retrained.Finals;
import io.crnas.spaces.Allocation;
import java.util.OptionalDouble;

/** The candidates that were trained by themselves, beside what the search thought of them. */
final class Finalists {
  private Finalists() {}

  /**
   * A section with a table, in the order of the search.
   *
   * @param level that they are the best candidates of
   * @param baseline which may be among them
   */
  static String html(Finals finals, Level level, Allocation baseline) {
    var html = new StringBuilder();
    html.append(
        Text.fill(
            """
            <section>
            <h2>Finalists of the search</h2>
            <table>
            <thead><tr><th></th><th>%s in the search</th><th>%s when trained</th><th>seeds</th>\
            </tr></thead>
            """,
            Text.escape(level.metric().name()), Text.escape(finals.metric())));
    for (Finalist finalist : finals.finalists()) {
      boolean itself = finalist.allocation().equals(baseline);
      row(
          "<code>"
              + Text.escape(finalist.allocation().toString())
              + "</code>"
              + (itself ? ", the baseline" : ""),
          finalist,
          finals,
          level,
          html);
    }
    finals.baseline().ifPresent(one -> row("the baseline", one, finals, level, html));
    return html.append(
            """
            </table>
            <p class="note">Each was trained by itself on the train split and scored on the val \
            split, the mean over its seeds; the best of those that were trained with the most seeds \
            is the found network.</p>
            </section>
            """)
        .toString();
  }

  private static void row(
      String title, Finalist finalist, Finals finals, Level level, StringBuilder html) {
    var metric = new Metric(finals.metric());
    html.append(
        Text.fill(
            "<tr><th>%s</th><td>%s</td><td>%s</td><td>%d</td></tr>\n",
            title,
            Text.score(level.metric(), score(finalist, level)),
            Text.score(metric, finalist.score(metric)),
            finalist.seeds()));
  }

  private static OptionalDouble score(Finalist finalist, Level level) {
    return level.candidates().stream()
        .filter(candidate -> candidate.allocation().equals(finalist.allocation()))
        .map(Candidate::score)
        .findFirst()
        .orElse(OptionalDouble.empty());
  }
}
