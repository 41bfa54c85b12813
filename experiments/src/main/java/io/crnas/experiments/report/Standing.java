package io.crnas.experiments.report;

import io.crnas.experiments.status.RunStatus;
import java.util.List;
import java.util.stream.Collectors;

/** What a page has first while its run goes on. */
final class Standing {
  static final String CAUTION =
      "This run is not at its end, and what is best so far need not be what it finds. The mean of a"
          + " generation is that of the candidates that are new in it.";

  private Standing() {}

  /** A section with each training and each level. */
  static String html(RunStatus status) {
    String rows = status.rows().stream().map(Standing::row).collect(Collectors.joining());
    return Text.fill("<section>\n<h2>How far it is</h2>\n<p>%s</p>\n", Text.escape(status.said()))
        + (rows.isEmpty() ? "" : "<table>\n<thead>" + head() + "</thead>\n" + rows + "</table>\n")
        + "</section>\n";
  }

  private static String head() {
    return RunStatus.heads().stream()
        .map(cell -> Text.fill("<th>%s</th>", Text.escape(cell)))
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  private static String row(List<String> cells) {
    return Text.fill("<tr><th>%s</th>", Text.escape(cells.getFirst()))
        + cells.stream()
            .skip(1)
            .map(cell -> Text.fill("<td>%s</td>", Text.escape(cell)))
            .collect(Collectors.joining("", "", "</tr>\n"));
  }
}
