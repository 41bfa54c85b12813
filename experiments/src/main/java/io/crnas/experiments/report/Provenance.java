package io.crnas.experiments.report;

import io.crnas.detection.torch.Precision;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Results.Beginning;

/** What a run was made with. */
final class Provenance {
  /** So many digits tell two fingerprints apart. */
  private static final int DIGITS = 16;

  private final StringBuilder html = new StringBuilder();

  private Provenance() {}

  /** A table: seed, versions, device, data, and what trainings began with. */
  static String html(Results results) {
    return new Provenance().write(results);
  }

  private String write(Results results) {
    html.append("<div>\n<h2>Made with</h2>\n<table>\n");
    row("seed", Long.toString(results.seed()));
    results.software().forEach(this::row);
    row("device", results.device());
    row("threads", Integer.toString(results.threads()));
    results.precision().ifPresent(one -> row("trained in", inWords(one)));
    results
        .data()
        .forEach((split, fingerprint) -> row(split + " data", fingerprint.substring(0, DIGITS)));
    results
        .levels()
        .forEach(level ->
            level.beginning().ifPresent(one -> beginning(level.name() + " supernet", one)));
    results
        .retrained()
        .ifPresent(nets -> {
          nets.baseline().beginning().ifPresent(one -> beginning("baseline", one));
          nets.found().beginning().ifPresent(one -> beginning("found", one));
        });
    return html.append("</table>\n</div>\n").toString();
  }

  private static String inWords(Precision precision) {
    return switch (precision) {
      case FP32 -> "float32";
      case TF32 -> "TensorFloat-32";
      case BF16 -> "bfloat16, weights and statistics in float32";
      case AUTO -> throw new IllegalArgumentException("a precision that is not settled");
    };
  }

  private void beginning(String name, Beginning beginning) {
    row(name + " begins with", beginning.text());
  }

  private void row(String name, String value) {
    html.append(
        Text.fill("<tr><th>%s</th><td>%s</td></tr>\n", Text.escape(name), Text.escape(value)));
  }
}
