package io.crnas.experiments.report;

import io.crnas.experiments.results.Results.Candidate;
import io.crnas.experiments.results.Results.Level;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.cost.Cost;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The candidates of a level that are ranked first, and the one that was chosen wherever it is
 * ranked: by what all scores together let expect, where the level was decided by that.
 */
final class BestCandidates {
  private static final int TOP = 8;

  private final Level level;
  private final StringBuilder html = new StringBuilder();

  private BestCandidates(Level level) {
    this.level = level;
  }

  /**
   * A table; the baseline's row comes last, where it was scored.
   *
   * @param baseline the level's own
   * @param allowed what a candidate could cost
   */
  static String html(Level level, Allocation baseline, Cost allowed) {
    return new BestCandidates(level).write(baseline, allowed);
  }

  private String write(Allocation baseline, Cost allowed) {
    String metric = Text.escape(level.metric().name());
    html.append("<table>\n<thead><tr><th>best candidates</th>");
    expected("<th>expected " + metric + "</th>");
    html.append("<th>").append(metric).append("</th><th>cost</th></tr></thead>\n");
    shown().forEach(this::row);
    level
        .baselineScore()
        .ifPresent(_ -> {
          html.append("<tr class=\"base\"><th>the baseline</th>");
          expected("<td></td>");
          numbers(
              level.baselineScore(),
              level.candidates().stream()
                  .filter(candidate -> candidate.allocation().equals(baseline))
                  .mapToLong(Candidate::cost)
                  .findFirst()
                  .orElse(allowed.value()));
        });
    return html.append("</table>\n").toString();
  }

  private Stream<Candidate> shown() {
    List<Candidate> ranked =
        level.candidates().stream()
            .filter(candidate -> candidate.score().isPresent())
            .sorted(
                Comparator.comparingDouble((Candidate one) -> -one.rankedBy().orElseThrow())
                    .thenComparing(one -> one.allocation().toString()))
            .toList();
    List<Candidate> top = ranked.stream().limit(TOP).toList();
    Stream<Candidate> chosen =
        top.stream().anyMatch(this::isChosen)
            ? Stream.empty()
            : ranked.stream().filter(this::isChosen).limit(1);
    return Stream.concat(top.stream(), chosen);
  }

  private boolean isChosen(Candidate candidate) {
    return candidate.allocation().equals(level.best());
  }

  private void row(Candidate one) {
    boolean chosen = isChosen(one);
    html.append(chosen ? "<tr class=\"chosen\">" : "<tr>");
    html.append(
        Text.fill(
            "<th><code>%s</code>%s</th>",
            Text.escape(one.allocation().toString()), chosen ? ", chosen" : ""));
    expected("<td>" + Text.score(level.metric(), one.expected()) + "</td>");
    numbers(one.score(), one.cost());
  }

  /** A cell of the column that is only there where something was expected. */
  private void expected(String cell) {
    if (level.expectation().isPresent()) {
      html.append(cell);
    }
  }

  private void numbers(OptionalDouble score, long cost) {
    html.append(
        Text.fill(
            "<td>%s</td><td>%s</td></tr>\n", Text.score(level.metric(), score), Text.amount(cost)));
  }
}
