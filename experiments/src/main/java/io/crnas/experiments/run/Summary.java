package io.crnas.experiments.run;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.descriptor.Space;
import io.crnas.experiments.rank.PairedDifference;
import io.crnas.experiments.report.Verdict;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.spaces.cost.Cost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What came out, as lines for a terminal. */
final class Summary {
  private static final String ROW = "%-22s %24s %24s";

  /** How many of COCO's twelve numbers are shown: those of precision. */
  private static final int PRECISIONS = 6;

  private Summary() {}

  static String level(Results.Level level) {
    Metric objective = level.metric();
    return String.format(
        Locale.ROOT,
        "%s level: %s of %,d candidates, best %s with %s %s (baseline %s)%s",
        level.name(),
        level.evaluated(),
        level.feasible(),
        level.best(),
        objective.name(),
        Optional.ofNullable(level.bestMetrics().get(objective.name()))
            .map(score -> objective.told(score))
            .orElse("-"),
        level.baselineScore().isPresent()
            ? objective.told(level.baselineScore().getAsDouble())
            : "without a score",
        level
            .expectation()
            .map(one ->
                ", chosen by what all scores say of it, %s"
                    .formatted(objective.told(one.expected())))
            .orElse(""));
  }

  static String beginning(String name, Results.Beginning beginning) {
    return name + " begins with " + beginning.text();
  }

  static String finals(Retrained.Finals finals) {
    var metric = new Metric(finals.metric());
    return "%d finalists, %s on the val split: %s%s; best %s"
        .formatted(
            finals.finalists().size(),
            metric.name(),
            finals.finalists().stream()
                .map(one -> finalist(metric, one))
                .collect(Collectors.joining(", ")),
            finals.baseline().map(one -> ", baseline " + finalist(metric, one)).orElse(""),
            finals.best());
  }

  private static String finalist(Metric metric, Retrained.Finalist one) {
    String seeds = one.seeds() > 1 ? " (" + one.seeds() + " seeds)" : "";
    return one.allocation() + " " + text(metric, one.score(metric)) + seeds;
  }

  static List<String> lines(RunFolder folder, Results results) throws IOException {
    Optional<LatencyComparison> timed = folder.timed();
    List<String> lines = new ArrayList<>();
    lines.add("");
    results
        .retrained()
        .ifPresentOrElse(
            retrained -> nets(results, retrained, timed, lines),
            () -> lines.add("%s: found %s".formatted(results.name(), results.found())));
    lines.add("report: " + folder.report());
    return lines;
  }

  private static void nets(
      Results results, Retrained retrained, Optional<LatencyComparison> timed, List<String> lines) {
    Retrained.Net baseline = retrained.baseline();
    Retrained.Net found = retrained.found();
    lines.add(String.format(Locale.ROOT, ROW, results.name(), "baseline", "found"));
    lines.add(
        String.format(
            Locale.ROOT, ROW, results.backbone(), baseline.allocation(), found.allocation()));
    results.blocks().map(Summary::blocks).ifPresent(lines::add);
    for (int i = 0; i < baseline.costs().size(); i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              ROW,
              name(baseline.costs().get(i)),
              String.format(Locale.ROOT, "%,d", baseline.costs().get(i).value()),
              String.format(Locale.ROOT, "%,d", found.costs().get(i).value())));
    }
    timed.ifPresent(latency ->
        lines.add(
            String.format(
                Locale.ROOT,
                ROW,
                "detector ms an image",
                String.format(Locale.ROOT, "%.2f", latency.baseline().median()),
                String.format(
                    Locale.ROOT, "%.2f (x %.2f)", latency.found().median(), latency.ratio()))));
    for (Metric metric : baseline.metrics(CocoMetrics.NAMES.subList(0, PRECISIONS))) {
      lines.add(
          String.format(
              Locale.ROOT,
              ROW,
              "test " + metric.name(),
              text(metric, baseline.score(metric)),
              text(metric, found.score(metric))));
    }
    retrained.difference().map(Summary::difference).ifPresent(lines::add);
    retrained.parities().forEach((net, parity) -> lines.addAll(parity(net + ".onnx", parity)));
  }

  /** What the digits stand for. */
  private static String blocks(List<String> kinds) {
    return "blocks: " + Space.numbered(kinds);
  }

  private static String difference(PairedDifference difference) {
    return "found minus baseline on test: " + Verdict.of(difference);
  }

  static List<String> parity(String file, Retrained.Parity parity) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %s the engine: largest difference %.1e of an output's scale, allowed %.0e",
            file,
            parity.passed() ? "equals" : "DIFFERS FROM",
            parity.maxRelative(),
            parity.tolerance()));
    for (Retrained.Check check : parity.checks()) {
      check
          .detections()
          .map(found ->
              String.format(
                  Locale.ROOT,
                  "  %d images of %s: %d detections alike, edges within %.1e pixels, scores within"
                      + " %.1e%s",
                  check.images(),
                  check.size(),
                  found.matched(),
                  found.pixels(),
                  found.score(),
                  unlike(found)))
          .ifPresent(lines::add);
    }
    for (Retrained.Scored one : parity.scores()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  test %s: %.2f by the file, %.2f by the engine",
              one.metric(),
              100 * one.file(),
              100 * one.engine()));
    }
    return lines;
  }

  private static String unlike(Retrained.Matched found) {
    String ties = found.nearTies() == 0 ? "" : "; %d near ties".formatted(found.nearTies());
    return found.missing() + found.extra() == 0
        ? ties
        : ties + "; %d MISSING, %d TOO MANY".formatted(found.missing(), found.extra());
  }

  private static String name(Cost cost) {
    return (cost.scope() + " " + cost.metric()).toLowerCase(Locale.ROOT);
  }

  private static String text(Metric metric, OptionalDouble value) {
    return value.isPresent() ? metric.text(value.getAsDouble()) : "-";
  }
}
