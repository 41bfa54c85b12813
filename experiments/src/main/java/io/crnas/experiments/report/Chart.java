package io.crnas.experiments.report;

import io.crnas.experiments.report.ReportData.Candidate;
import io.crnas.experiments.report.ReportData.Generation;
import io.crnas.experiments.report.ReportData.Level;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Draws a search as SVG: every candidate a dot, best and mean a line, the baseline marked. */
final class Chart {
  private static final int WIDTH = 470;
  private static final int HEIGHT = 250;
  private static final int LEFT = 44;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;

  private final Level level;
  private final double low;
  private final double high;
  private final double step;
  private final int last;

  private Chart(Level level) {
    this.level = level;
    double[] values =
        Stream.of(
                level.candidates().stream().map(Candidate::score),
                level.generations().stream()
                    .flatMap(generation ->
                        Stream.of(
                            OptionalDouble.of(generation.best()),
                            OptionalDouble.of(generation.mean()))),
                Stream.of(level.baseline()))
            .flatMap(scores -> scores)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    double least = DoubleStream.of(values).min().orElse(0);
    double most = DoubleStream.of(values).max().orElse(1);
    step = step(Math.max(most - least, 1e-3) / 4);
    low = Math.floor(least / step) * step;
    high = Math.max(Math.ceil(most / step) * step, low + step);
    last =
        Math.max(
            1,
            Stream.concat(
                    level.generations().stream().map(Generation::index),
                    level.candidates().stream().map(Candidate::generation))
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1));
  }

  /** An SVG element. */
  static String svg(Level level) {
    return new Chart(level).draw();
  }

  /** The nearest round number: 1, 2 or 5 times a power of ten. */
  private static double step(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  private String draw() {
    var svg = new StringBuilder();
    svg.append(
        Text.fill(
            """
            <svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
            font-family="system-ui, sans-serif" font-size="11" aria-label="%s">
            """,
            WIDTH, HEIGHT, Text.escape("scores by generation, " + level.name() + " level")));
    axes(svg);
    level
        .baseline()
        .ifPresent(score ->
            svg.append(
                Text.fill(
                    """
                    <line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#1d2733" \
                    stroke-dasharray="2 3"/>
                    """,
                    LEFT, WIDTH - RIGHT, y(score), y(score))));
    dots(svg);
    line(svg, Generation::mean, "stroke=\"#66727f\" stroke-dasharray=\"5 4\" stroke-width=\"1.5\"");
    line(svg, Generation::best, "stroke=\"#0b6e99\" stroke-width=\"2.2\"");
    return svg.append("</svg>\n").toString();
  }

  private void axes(StringBuilder svg) {
    int digits = Math.clamp((long) -Math.floor(Math.log10(step * 100)), 0, 3);
    for (int i = 0; low + i * step <= high + step / 2; i++) {
      double value = low + i * step;
      svg.append(
          Text.fill(
              """
              <line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#e6eaee"/>\
              <text x="%d" y="%.1f" text-anchor="end" fill="#66727f">%s</text>
              """,
              LEFT,
              WIDTH - RIGHT,
              y(value),
              y(value),
              LEFT - 7,
              y(value) + 4,
              Text.fill("%." + digits + "f", value * 100)));
    }
    int every = Math.max(1, (last + 9) / 10);
    for (int generation = 1; generation <= last; generation += every) {
      svg.append(
          Text.fill(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#66727f\">%d</text>\n",
              x(generation), HEIGHT - BOTTOM + 16, generation));
    }
    svg.append(
        Text.fill(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#66727f\">generation</text>\n",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 3));
  }

  private void dots(StringBuilder svg) {
    List<Candidate> candidates = level.candidates();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (candidate.score().isPresent()) {
        double score = candidate.score().getAsDouble();
        // Beside each other instead of on each other.
        double aside = (i % 7 - 3) * Math.min(2.2, slot() / 9);
        svg.append(
            Text.fill(
                """
                <circle cx="%.1f" cy="%.1f" r="2.8" fill="#0b6e99" fill-opacity="0.35">\
                <title>%s: %s</title></circle>
                """,
                x(candidate.generation()) + aside,
                y(score),
                Text.escape(candidate.name()),
                Text.points(candidate.score())));
      }
    }
  }

  private void line(StringBuilder svg, ToDoubleFunction<Generation> value, String style) {
    String points =
        level.generations().stream()
            .map(generation ->
                Text.fill("%.1f,%.1f", x(generation.index()), y(value.applyAsDouble(generation))))
            .collect(Collectors.joining(" "));
    svg.append(Text.fill("<polyline points=\"%s\" fill=\"none\" %s/>\n", points, style));
  }

  private double slot() {
    return (double) (WIDTH - LEFT - RIGHT) / last;
  }

  private double x(int generation) {
    return LEFT + (generation - 0.5) * slot();
  }

  private double y(double value) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
  }
}
