package io.crnas.experiments.report;

import io.crnas.experiments.report.ReportData.Score;
import io.crnas.spaces.cost.Cost;
import java.util.Optional;

/** What the numbers say, and no more than that. */
final class Verdict {
  private Verdict() {}

  /** One sentence. */
  static String of(ReportData data) {
    if (data.found().allocation().equals(data.baseline().allocation())) {
      return "The search found nothing better than the baseline itself.";
    }
    Score baseline = data.baseline().scores().getFirst();
    Score found = data.found().scores().getFirst();
    if (baseline.value().isEmpty() || found.value().isEmpty()) {
      return "The test split holds nothing to compare the two networks by.";
    }
    String difference = Text.difference(baseline.value(), found.value());
    String how =
        difference.startsWith("+")
            ? difference.substring(1) + " points more than the baseline's "
            : difference.startsWith("−")
                ? difference.substring(1) + " points less than the baseline's "
                : "no more than the baseline's ";
    return "The found backbone reaches "
        + found.name()
        + " "
        + Text.points(found.value())
        + " on the test split, "
        + how
        + Text.points(baseline.value())
        + cost(data)
        + ".";
  }

  private static String cost(ReportData data) {
    Optional<Cost> from = data.budgeted(data.baseline());
    Optional<Cost> to = data.budgeted(data.found());
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
    return Text.fill(
        "Both networks were trained once, from scratch, by the same recipe and seed (%d). One"
            + " training does not tell a small difference from chance: repeat the run with other"
            + " seeds before you rely on it.",
        data.seed());
  }
}
