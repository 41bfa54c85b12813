package io.crnas.experiments.report;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.chart.Plot;
import io.crnas.experiments.results.LatencyComparison;
import io.crnas.experiments.results.Metric;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Results.Level;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.sketch.Sketch;
import io.crnas.experiments.status.RunStatus;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Family;
import io.crnas.spaces.cost.Cost;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes a report as one HTML page, which refers to nothing outside itself. */
public final class Report {
  private static final String FOUND = "Found";

  private final Results data;
  private final Optional<LatencyComparison> latency;
  private final StringBuilder html = new StringBuilder();

  private Report(Results data, Optional<LatencyComparison> latency) {
    this.data = data;
    this.latency = latency;
  }

  /**
   * The page.
   *
   * @param pictures test images with what is in them and what the found network saw
   * @param fields a picture of receptive fields as a data URI, where they were measured
   * @param latency of the exported detectors, where they were timed
   * @param descriptor the frozen descriptor
   */
  public static String html(
      Results results,
      List<Picture> pictures,
      Optional<String> fields,
      Optional<LatencyComparison> latency,
      String descriptor) {
    return new Report(results, latency).write(pictures, fields, descriptor);
  }

  /**
   * The page of a run that goes on: the same, without what comes at its end.
   *
   * @param soFar what results would be if nothing else came
   * @param descriptor the frozen descriptor
   */
  public static String soFar(Results soFar, RunStatus status, String descriptor) {
    var report = new Report(soFar, Optional.empty());
    report.html.append(Standing.html(status));
    report.sketches("Best so far");
    soFar.levels().forEach(report::level);
    report.descriptor(descriptor);
    return Page.html(
        soFar.name(), Verdict.soFar(soFar), Optional.of(Standing.CAUTION), report.html.toString());
  }

  private String write(List<Picture> pictures, Optional<String> fields, String descriptor) {
    sketches(FOUND);
    data.retrained().ifPresent(this::results);
    data.retrained().map(nets -> Categories.html(nets, data.categories())).ifPresent(html::append);
    data.retrained()
        .flatMap(Retrained::finals)
        .ifPresent(finals ->
            html.append(Finalists.html(finals, data.levels().getLast(), data.baseline())));
    data.levels().forEach(this::level);
    pictures(pictures);
    fields.ifPresent(this::fields);
    add("<section class=\"pair\">\n");
    data.retrained().map(nets -> ParitySection.html(nets, data.software())).ifPresent(html::append);
    html.append(Provenance.html(data)).append("</section>\n");
    descriptor(descriptor);
    return Page.html(
        data.name(), Verdict.of(data), Optional.of(Verdict.caution(data)), html.toString());
  }

  private void descriptor(String descriptor) {
    add("<section>\n<h2>Descriptor</h2>\n<pre>%s</pre>\n</section>\n", Text.escape(descriptor));
  }

  /** Both nets of a run, as an SVG element. */
  public static String sketch(Results results) {
    return sketch(results, FOUND);
  }

  private static String sketch(Results results, String found) {
    return Sketch.svg(
        Family.named(results.backbone()).backbone().layout(),
        results.blocks(),
        List.of(
            new Sketch.Net("Baseline", results.baseline()),
            new Sketch.Net(found, results.found())));
  }

  /** What a level began with: the baseline, or what the one before it found. */
  private Allocation before(Level level) {
    int index = data.levels().indexOf(level);
    return index == 0 ? data.baseline() : data.levels().get(index - 1).best();
  }

  private void sketches(String found) {
    add("<section>\n<h2>Where the computation is</h2>\n");
    html.append(sketch(data, found));
    add(
        """
        <p class="note">Each box is a block of %s, with %s.</p>
        </section>
        """,
        Text.escape(data.backbone()),
        data.blocks().isPresent()
            ? "the number of its kind"
            : "the dilation of its 3×3 convolution, which spreads what it reads and costs nothing");
  }

  private void results(Retrained trained) {
    add("<section class=\"pair\">\n<div>\n<h2>Accuracy on the test split</h2>\n");
    add("<table>\n<thead><tr><th></th><th>baseline</th><th>found</th><th></th></tr></thead>\n");
    for (Metric metric : trained.found().metrics(CocoMetrics.NAMES)) {
      OptionalDouble baseline = trained.baseline().score(metric);
      OptionalDouble found = trained.found().score(metric);
      row(
          metric.name(),
          Text.score(metric, baseline),
          Text.score(metric, found),
          Text.difference(metric, baseline, found),
          true);
    }
    add(
        """
        </table>
        <p class="note">COCO's definitions, in points of 100. AP is the mean over overlaps 0.50 to \
        0.95; s, m and l are objects below 32², below 96² and above, in pixels; a dash: there are \
        none. Differences are those of the numbers as they stand here.</p>
        </div>
        <div>
        <h2>Cost</h2>
        <table>
        <thead><tr><th></th><th>baseline</th><th>found</th><th></th></tr></thead>
        """);
    for (int i = 0; i < trained.baseline().costs().size(); i++) {
      Cost from = trained.baseline().costs().get(i);
      Cost to = trained.found().costs().get(i);
      row(
          Text.name(from),
          Text.amount(from.value()),
          Text.amount(to.value()),
          Text.percent(from.value(), to.value()),
          false);
    }
    latency.ifPresent(this::latency);
    add(
        """
        </table>
        <p class="note">Allowed: %s ± %s %% (%s).</p>
        """,
        Text.amount(data.budget().target().value()),
        Text.fill("%.3g", data.budget().tolerance() * 100),
        Text.escape(Text.name(data.budget().target())));
    latency.ifPresent(timed ->
        add(
            """
            <p class="note">Milliseconds: the median of %d runs of each detector's ONNX file, by \
            turns, on one test image of %s, in ONNX Runtime on %s with %d threads; the difference \
            is the median of those of each turn.</p>
            """,
            timed.runs(), Text.size(timed.size()), Text.escape(timed.device()), timed.threads()));
    add("</div>\n</section>\n");
  }

  private void latency(LatencyComparison timed) {
    row(
        "milliseconds of an image, detector",
        Text.fill("%.2f", timed.baseline().median()),
        Text.fill("%.2f", timed.found().median()),
        Text.percent(1, timed.ratio()),
        false);
  }

  private void row(
      String name, String baseline, String found, String difference, boolean moreIsBetter) {
    String tone = moreIsBetter ? Text.tone(difference) : "";
    add(
        "<tr><th>%s</th><td>%s</td><td>%s</td><td class=\"%s\">%s</td></tr>\n",
        Text.escape(name), baseline, found, tone, difference);
  }

  private void level(Level level) {
    long failed = level.candidates().stream().filter(one -> one.score().isEmpty()).count();
    add(
        """
        <section>
        <h2>Search: %s level</h2>
        <p>%,d candidates meet the budget; %d were evaluated%s.</p>
        <div class="pair">
        <figure>
        """,
        Text.escape(level.name()),
        level.feasible(),
        level.candidates().size(),
        failed == 0 ? "" : ", of which " + failed + " failed");
    html.append(Chart.svg(level));
    add(
        """
        <figcaption class="legend"><span><i class="dot"></i>a candidate</span>\
        <span><i class="line best"></i>best so far</span>\
        <span><i class="line mean"></i>mean of the generation</span>%s</figcaption>
        </figure>
        <div>
        """,
        level.baselineScore().isPresent()
            ? "<span><i class=\"line base\"></i>baseline</span>"
            : "");
    html.append(BestCandidates.html(level, before(level), data.budget().target()));
    add(
        """
        <p class="note">%s</p>
        </div>
        </div>
        """,
        Text.escape(Note.of(level)));
    level.front().ifPresent(front -> html.append(front(level, front)));
    add("</section>\n");
  }

  /** Score over cost; a line through the Pareto front. */
  private static String front(Level level, Results.Front front) {
    List<Plot.Point> points =
        front.candidates().stream()
            .map(one -> new Plot.Point(one.cost(), level.metric().shown(one.score())))
            .toList();
    var plot =
        new Plot(
                "Pareto front",
                List.of(),
                Axis.over(
                    front.against(), points.stream().mapToDouble(Plot.Point::across).toArray()),
                Axis.over(
                    level.metric().name(), points.stream().mapToDouble(Plot.Point::up).toArray()))
            .line(points, Plot.colour(0));
    for (int i = 0; i < points.size(); i++) {
      plot.dot(points.get(i), front.candidates().get(i).allocation().toString(), Plot.colour(0));
    }
    return "<figure>\n" + plot.svg() + "</figure>\n";
  }

  private void pictures(List<Picture> pictures) {
    if (!pictures.isEmpty()) {
      add("<section>\n<h2>Detections of the found network on test images</h2>\n");
      html.append(Pictures.html(pictures)).append("</section>\n");
    }
  }

  private void fields(String source) {
    add(
        """
        <section>
        <h2>Effective receptive fields</h2>
        <figure class="fields"><img src="%s" alt="receptive fields of each net, level by level"/>
        <figcaption>How much each pixel of the image moves the middle of a level; anchors are boxes, \
        the circle has 86.5 %% of it.</figcaption></figure>
        </section>
        """,
        Text.escape(source));
  }

  private void add(String template, Object... values) {
    html.append(Text.fill(template, values));
  }
}
