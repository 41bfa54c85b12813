package io.crnas.experiments.report;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.rank.PairedDifference;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.Retrained.Finals;
import io.crnas.spaces.cost.Cost;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the numbers say, and no more than that. */
public final class Verdict {
  private static final Metric ACCURACY = new Metric(CocoMetrics.NAMES.getFirst());

  private Verdict() {}

  /** One sentence. */
  static String of(Results data) {
    Optional<Finals> finals = data.retrained().flatMap(Retrained::finals);
    if (data.found().equals(data.baseline())) {
      return finals
          .map(some ->
              "Of the search's %d finalists the baseline itself is the best on the val split."
                  .formatted(some.finalists().size()))
          .orElse("The search found nothing better than the baseline itself.");
    }
    return data.retrained()
        .map(trained -> of(data, trained))
        .orElseGet(() ->
            "The search found %s; it and the baseline were not retrained to be compared."
                .formatted(data.found()));
  }

  /** The same before the end. */
  static String soFar(Results data) {
    if (data.levels().isEmpty()) {
      return "No candidate has a score yet.";
    }
    Results.Level level = data.levels().getLast();
    return "So far the best of the %s level is %s."
        .formatted(
            level.name(),
            data.found().equals(data.baseline()) ? "the baseline itself" : level.best());
  }

  private static String of(Results data, Retrained trained) {
    OptionalDouble baseline = trained.baseline().score(ACCURACY);
    OptionalDouble found = trained.found().score(ACCURACY);
    if (baseline.isEmpty() || found.isEmpty()) {
      return "The test split holds nothing to compare the two networks by.";
    }
    if (trained.difference().isPresent()) {
      return Text.fill(
          "The found backbone reaches %s %s on the test split, the baseline %s: %s%s.",
          ACCURACY.name(),
          Text.score(ACCURACY, found),
          Text.score(ACCURACY, baseline),
          of(trained.difference().get()),
          cost(data, trained));
    }
    String difference = Text.difference(ACCURACY, baseline, found);
    String unit = ACCURACY.isInPoints() ? " points" : "";
    String how =
        difference.startsWith("+")
            ? difference.substring(1) + unit + " more than the baseline's "
            : difference.startsWith("−")
                ? difference.substring(1) + unit + " less than the baseline's "
                : "no more than the baseline's ";
    return "The found backbone reaches "
        + ACCURACY.name()
        + " "
        + Text.score(ACCURACY, found)
        + " on the test split, "
        + how
        + Text.score(ACCURACY, baseline)
        + cost(data, trained)
        + ".";
  }

  /** {@code +1.9 AP [0.8, 3.0], 5 seeds}, or that no difference is shown. */
  public static String of(PairedDifference difference) {
    var metric = new Metric(difference.metric());
    PairedDifference.Interval interval = difference.student();
    String numbers =
        Text.fill(
            "%s %s [%s, %s], %d seeds",
            Text.difference(metric, difference.mean()),
            metric.name(),
            Text.minus(metric.text(interval.lower())),
            Text.minus(metric.text(interval.upper())),
            difference.seeds());
    boolean shown = interval.lower() > 0 || interval.upper() < 0;
    return shown ? numbers : "no difference shown (" + numbers + ")";
  }

  private static String cost(Results data, Retrained trained) {
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
  static String caution(Results data) {
    if (data.retrained().isEmpty()) {
      return "The scores are those that the search went by. Whether a network is better shows when"
          + " both are trained alike and tested on other images.";
    }
    Retrained trained = data.retrained().get();
    String choice =
        trained
                .finals()
                .filter(_ -> !data.found().equals(data.baseline()))
                .map(finals ->
                    " The found one is the best of %d on the val split; the baseline %s."
                        .formatted(
                            finals.finalists().size(),
                            finals.has(data.baseline()) ? "was behind it" : "had no such choice"))
                .orElse("")
            + trained
                .detector()
                .map(
                    " They were trained as parts of another detector than the search's, %s."
                        ::formatted)
                .orElse("");
    String beginning =
        trained.fromScratch()
            ? "from scratch"
            : "beginning with the same weights where they have them";
    return trained
        .difference()
        .map(difference ->
            Text.fill(
                "Both networks were trained %d times, %s, by the same recipe and seeds.%s The"
                    + " interval is Student's, of 95 %% (by bootstrap [%s, %s]); it tells of other"
                    + " seeds of these trainings, not of another search.",
                difference.seeds(),
                beginning,
                choice,
                Text.minus(new Metric(difference.metric()).text(difference.bootstrap().lower())),
                Text.minus(new Metric(difference.metric()).text(difference.bootstrap().upper()))))
        .orElseGet(() ->
            Text.fill(
                "Both networks were trained once, %s, by the same recipe and seed (%d).%s One"
                    + " training does not tell a small difference from chance: retrain with"
                    + " several seeds before you rely on it.",
                beginning, data.seed(), choice));
  }
}
