package io.crnas.experiments.report;

import io.crnas.experiments.report.ReportData.Score;
import io.crnas.spaces.cost.Cost;
import java.util.Optional;

/** What the numbers say, and no more than that. */
final class Verdict {
  private Verdict() {}

  /** One sentence. */
  static String of(ReportData data) {
    Optional<ReportData.Finals> finals = data.trained().flatMap(ReportData.Trained::finals);
    if (data.found().equals(data.baseline())) {
      return finals
          .map(some ->
              "Of the search's %d finalists the baseline itself is the best on the val split."
                  .formatted(some.finalists().size()))
          .orElse("The search found nothing better than the baseline itself.");
    }
    return data.trained()
        .map(trained -> of(data, trained))
        .orElseGet(() -> "The search found " + data.found() + "; it was not trained.");
  }

  private static String of(ReportData data, ReportData.Trained trained) {
    Score baseline = trained.baseline().scores().getFirst();
    Score found = trained.found().scores().getFirst();
    if (baseline.value().isEmpty() || found.value().isEmpty()) {
      return "The test split holds nothing to compare the two networks by.";
    }
    Metric metric = found.metric();
    String difference = Text.difference(metric, baseline.value(), found.value());
    String unit = metric.isInPoints() ? " points" : "";
    String how =
        difference.startsWith("+")
            ? difference.substring(1) + unit + " more than the baseline's "
            : difference.startsWith("−")
                ? difference.substring(1) + unit + " less than the baseline's "
                : "no more than the baseline's ";
    return "The found backbone reaches "
        + metric.name()
        + " "
        + Text.score(metric, found.value())
        + " on the test split, "
        + how
        + Text.score(metric, baseline.value())
        + cost(data, trained)
        + ".";
  }

  private static String cost(ReportData data, ReportData.Trained trained) {
    Optional<Cost> from = data.budgeted(trained.baseline());
    Optional<Cost> to = data.budgeted(trained.found());
    if (from.isEmpty() || to.isEmpty()) {
      return "";
    }
    String within = data.budget().allows(to.get()) ? "" : ", which is outside the budget";
    String difference = Text.percent(from.get().value(), to.get().value());
    String how =
        difference.startsWith("+")
            ? " more cost"
            : difference.startsWith("−") ? " less cost" : " difference in cost";
    return ", at " + difference.replaceFirst("[+−]", "") + how + within;
  }

  /** What to hold against it. */
  static String caution(ReportData data) {
    if (data.trained().isEmpty()) {
      return "The scores are those that the search went by. Whether a network is better shows when"
          + " it is trained.";
    }
    ReportData.Trained trained = data.trained().get();
    return Text.fill(
        "Both networks were trained once, %s, by the same recipe and seed (%d).%s One training does"
            + " not tell a small difference from chance: repeat the run with other seeds before you"
            + " rely on it.",
        trained.fromScratch() ? "from scratch" : "beginning with the same weights",
        data.seed(),
        trained
            .finals()
            .filter(_ -> !data.found().equals(data.baseline()))
            .map(finals ->
                " The found one is the best of %d on the val split; the baseline had no such choice."
                    .formatted(finals.finalists().size()))
            .orElse(""));
  }
}
