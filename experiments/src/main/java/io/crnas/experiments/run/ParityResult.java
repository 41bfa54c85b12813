package io.crnas.experiments.run;

import io.crnas.experiments.results.Retrained;
import io.crnas.export.parity.Comparison;
import io.crnas.export.parity.DetectionComparison;
import io.crnas.export.parity.ParityReport;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** What is kept of a comparison with the engine. */
final class ParityResult {
  private ParityResult() {}

  /** Of each size the largest difference, and what became of the detections. */
  static Retrained.Parity of(ParityReport report) {
    var sizes = new LinkedHashMap<String, Double>();
    for (Comparison comparison : report.comparisons()) {
      sizes.merge(comparison.testCase(), comparison.relative(), Math::max);
    }
    var found = new HashMap<String, DetectionComparison>();
    report.detections().forEach(one -> found.put(one.testCase(), one));
    return new Retrained.Parity(
        report.passed(),
        report.tolerance(),
        report.maxRelative(),
        report.device(),
        sizes.entrySet().stream()
            .map(size -> {
              EngineParity.Case one = EngineParity.Case.parse(size.getKey());
              return new Retrained.Check(
                  one.size().toString(),
                  one.count(),
                  size.getValue(),
                  Optional.ofNullable(found.get(size.getKey())).map(ParityResult::matched));
            })
            .toList(),
        List.of());
  }

  private static Retrained.Matched matched(DetectionComparison found) {
    return new Retrained.Matched(
        found.matched(),
        found.nearTies(),
        found.missing(),
        found.extra(),
        found.pixels(),
        found.score());
  }
}
