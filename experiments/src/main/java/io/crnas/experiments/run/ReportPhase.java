package io.crnas.experiments.run;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.report.Categories;
import io.crnas.experiments.report.Metric;
import io.crnas.experiments.report.Report;
import io.crnas.experiments.report.ReportData;
import io.crnas.framework.file.AtomicFile;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.cost.Cost;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.type.TypeReference;

/** Writes the report out of what lies in the run's folder. */
record ReportPhase(RunFolder folder) {
  void write() throws IOException {
    ReportData data = data(Results.read(folder.results()));
    AtomicFile.writeString(folder.report(), Report.html(data));
    if (data.trained().isPresent()) {
      AtomicFile.writeString(folder.categories(), Categories.csv(data.trained().get()));
    }
  }

  private ReportData data(Results results) throws IOException {
    List<ReportData.Picture> pictures =
        Files.isRegularFile(folder.pictures())
            ? Json.MAPPER.readValue(
                Files.readString(folder.pictures()),
                new TypeReference<List<ReportData.Picture>>() {})
            : List.of();
    return new ReportData(
        results.name(),
        results.backbone(),
        results.seed(),
        results.budget(),
        Allocation.parse(results.baseline()),
        Allocation.parse(results.found()),
        results.levels().stream().map(level -> level(level, results)).toList(),
        results.retrained().map(retrained -> trained(retrained, results)),
        pictures,
        facts(results),
        Files.readString(folder.descriptor()));
  }

  private static ReportData.Trained trained(Results.Retrained retrained, Results results) {
    Results.Parity parity = retrained.parity();
    return new ReportData.Trained(
        network(retrained.baseline(), results.categories()),
        network(retrained.found(), results.categories()),
        retrained.detector(),
        retrained.baseline().beginning().isEmpty() && retrained.found().beginning().isEmpty(),
        retrained.finals().map(ReportPhase::finals),
        retrained.difference(),
        new ReportData.Parity(
            "ONNX Runtime %s against %s"
                .formatted(results.software().get("onnxruntime"), results.software().get("engine")),
            parity.passed(),
            parity.tolerance(),
            parity.checks().stream()
                .map(check ->
                    new ReportData.Check(
                        ImageSize.parse(check.size()),
                        check.images(),
                        check.maxRelative(),
                        check.detections().map(ReportPhase::matched)))
                .toList()));
  }

  private static ReportData.Matched matched(Results.Matched found) {
    return new ReportData.Matched(
        found.matched(),
        found.nearTies() + found.missing() + found.extra(),
        found.pixels(),
        found.score());
  }

  private static ReportData.Finals finals(Results.Finals finals) {
    var metric = new Metric(finals.metric());
    return new ReportData.Finals(
        metric,
        finals.finalists().stream().map(one -> finalist(metric, one)).toList(),
        finals.baseline().map(one -> finalist(metric, one)));
  }

  private static ReportData.Finalist finalist(Metric metric, Results.Finalist one) {
    return new ReportData.Finalist(
        one.allocation(),
        one.score().map(metric::measured).orElse(OptionalDouble.empty()),
        Math.max(1, one.scores().size()));
  }

  private static ReportData.Network network(Results.Net net, List<String> categories) {
    return new ReportData.Network(
        net.metrics(CocoMetrics.NAMES).stream()
            .map(Metric::new)
            .map(metric -> new ReportData.Score(metric, net.score(metric)))
            .toList(),
        net.costs(),
        categories.stream()
            .map(name ->
                new ReportData.Category(
                    name,
                    net.score(new Metric("AP/" + name)),
                    net.score(new Metric("AP50/" + name))))
            .toList());
  }

  private static ReportData.Level level(Results.Level level, Results results) {
    Cost unit = results.budget().target();
    return new ReportData.Level(
        level.name(),
        new Metric(level.objective()),
        note(level),
        level.feasible(),
        optional(level.baselineScore()),
        level.generations().stream()
            .filter(generation -> generation.best().isPresent() && generation.mean().isPresent())
            .map(generation ->
                new ReportData.Generation(
                    generation.number() + 1,
                    generation.best().orElseThrow(),
                    generation.mean().orElseThrow()))
            .toList(),
        level.candidates().stream()
            .map(candidate ->
                new ReportData.Candidate(
                    candidate.allocation(),
                    candidate.generation() + 1,
                    optional(candidate.score()),
                    new Cost(
                        candidate.cost(),
                        unit.metric(),
                        unit.convention(),
                        unit.scope(),
                        unit.input())))
            .toList(),
        level
            .front()
            .map(front ->
                new ReportData.Front(
                    front.against(),
                    front.candidates().stream()
                        .map(one ->
                            new ReportData.Compromise(one.allocation(), one.score(), one.cost()))
                        .toList())));
  }

  /** What the scores of an evaluator are, for people. */
  private static String note(Results.Level level) {
    return note(level.evaluator()) + level.expectation().map(one -> note(level, one)).orElse("");
  }

  private static String note(Results.Level level, Results.Expectation expectation) {
    var metric = new Metric(level.objective());
    return (" The best is the one of which all scores together let expect most, by a Gaussian"
            + " process: %s of %s. It misses a score that it has not seen by %s; who always said"
            + " the mean of all would miss by %s.")
        .formatted(
            metric.text(expectation.expected()),
            level.best(),
            metric.text(expectation.crossValidatedError()),
            metric.text(expectation.deviation()));
  }

  private static String note(String evaluator) {
    return switch (evaluator) {
      case "supernet" ->
          "Scores on the val split with the supernet's weights: they rank candidates and are not"
              + " the accuracy of a trained network.";
      case "standalone" ->
          "Scores on the val split; each candidate was trained by itself, for the evaluator's steps.";
      case String other -> "Scores of the evaluator " + other + ".";
    };
  }

  private static List<ReportData.Fact> facts(Results results) {
    var facts = new ArrayList<ReportData.Fact>();
    results.software().forEach((name, version) -> facts.add(new ReportData.Fact(name, version)));
    facts.add(new ReportData.Fact("device", results.device()));
    facts.add(new ReportData.Fact("threads", Integer.toString(results.threads())));
    results
        .data()
        .forEach((split, fingerprint) ->
            facts.add(new ReportData.Fact(split + " data", fingerprint.substring(0, 16))));
    results
        .levels()
        .forEach(level ->
            level.beginning().ifPresent(one -> facts.add(fact(level.name() + " supernet", one))));
    results
        .retrained()
        .ifPresent(nets -> {
          nets.baseline().beginning().ifPresent(one -> facts.add(fact("baseline", one)));
          nets.found().beginning().ifPresent(one -> facts.add(fact("found", one)));
        });
    return facts;
  }

  private static ReportData.Fact fact(String name, Results.Beginning beginning) {
    return new ReportData.Fact(name + " begins with", Summary.beginning(beginning));
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
