package io.crnas.experiments.report;

import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.results.RetrainedNet;
import java.util.Map;

/** How near the exported files, run in ONNX Runtime, are to the engine. */
final class ParitySection {
  private final StringBuilder html = new StringBuilder();

  private ParitySection() {}

  /**
   * Of the found net's file everything that was compared, of the baseline's what it reaches.
   *
   * @param software name to version
   */
  static String html(Retrained nets, Map<String, String> software) {
    var section = new ParitySection();
    section.add("<div>\n<h2>ONNX against the engine</h2>\n");
    section.differences(nets.parity(), software);
    if (!nets.parity().scores().isEmpty()) {
      section.scores(nets);
    }
    return section.html.append("</div>\n").toString();
  }

  private void differences(Retrained.Parity parity, Map<String, String> software) {
    add(
        """
        <p>ONNX Runtime %s against %s: %s.</p>
        <table>
        <thead><tr><th>image size</th><th>images</th><th>features</th><th>detections alike</th>
        <th>on one side</th><th>pixels</th><th>score</th></tr></thead>
        """,
        Text.escape(software.getOrDefault("onnxruntime", "")),
        Text.escape(software.getOrDefault("engine", "")),
        parity.holds()
            ? Text.fill("every difference is at most %.0e", parity.tolerance())
            : Text.fill(
                "<b>a difference is above %.0e, a number is not finite, a detection is on one side"
                    + " alone, precision is lost, or none was measured</b>",
                parity.tolerance()));
    for (Retrained.Check check : parity.checks()) {
      add(
          "<tr><th>%s</th><td>%d</td><td>%.1e</td>",
          Text.size(check.size()), check.images(), check.maxRelative());
      html.append(check.detections().map(ParitySection::matched).orElse("<td></td>".repeat(4)))
          .append("</tr>\n");
    }
    add(
        """
        </table>
        <p class="note">Features: the greatest difference as a fraction of the output's scale.
        Pixels and score: how far apart edges and scores of the detections on both sides are.
        On one side: what rounding decides, at the least score, at the end of a full list or at the
        limit of non-maximum suppression.</p>
        """);
  }

  /** What the files reach on the test split. */
  private void scores(Retrained nets) {
    add(
        """
        <table>
        <thead><tr><th>on the test split</th><th>by the file</th><th>by the engine</th>
        <th>points apart</th></tr></thead>
        """);
    nets.baselineParity().ifPresent(parity -> scores(RetrainedNet.BASELINE, parity));
    scores(RetrainedNet.FOUND, nets.parity());
    add("</table>\n");
    nets.baselineParity().ifPresent(this::faults);
    faults(nets.parity());
    if (!nets.found().seeds().isEmpty()) {
      add("<p class=\"note\">Files are of the first seed, and so is what stands here.</p>\n");
    }
  }

  private void scores(RetrainedNet net, Retrained.Parity parity) {
    for (Retrained.Scored one : parity.scores()) {
      add(
          "<tr><th>%s %s</th><td>%.2f</td><td>%.2f</td><td>%.3f</td></tr>\n",
          net, Text.escape(one.metric()), 100 * one.file(), 100 * one.engine(), one.apart());
    }
  }

  private void faults(Retrained.Parity parity) {
    parity.scores().stream()
        .filter(one -> !one.holds())
        .forEach(one -> add("<p><b>%s, allowed is %.2f</b></p>\n", one.fault(), one.allowed()));
  }

  private static String matched(Retrained.Matched found) {
    return Text.fill(
        "<td>%d</td><td>%d</td><td>%.1e</td><td>%.1e</td>",
        found.matched(), found.others(), found.pixels(), found.score());
  }

  private void add(String template, Object... values) {
    html.append(Text.fill(template, values));
  }
}
