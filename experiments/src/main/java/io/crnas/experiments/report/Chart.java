package io.crnas.experiments.report;

import io.crnas.experiments.chart.Axis;
import io.crnas.experiments.results.Results.Candidate;
import io.crnas.experiments.results.Results.Generation;
import io.crnas.experiments.results.Results.Level;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws a search as SVG: every candidate a dot, best and mean a line, the baseline marked. */
final class Chart {
  private static final int WIDTH = 470;
  private static final int HEIGHT = 250;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 34;

  private final Level level;

  /** Of scores as they are shown. */
  private final Axis axis;

  private final int last;

  private Chart(Level level) {
    this.level = level;
    double[] values =
        Stream.of(
                level.candidates().stream().map(Candidate::score),
                level.generations().stream()
                    .flatMap(generation -> Stream.of(generation.best(), generation.mean())),
                Stream.of(level.baselineScore()))
            .flatMap(scores -> scores)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(score -> level.metric().shown(score.getAsDouble()))
            .toArray();
    axis = values.length == 0 ? Axis.over("", 0, 1) : Axis.over("", values);
    last =
        Math.max(
            1,
            Stream.concat(
                        level.generations().stream().map(Generation::number),
                        level.candidates().stream().map(Candidate::generation))
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(0)
                + 1);
  }

  /** An SVG element. */
  static String svg(Level level) {
    return new Chart(level).draw();
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
        .baselineScore()
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
    for (double mark : axis.marks()) {
      double y = height(mark);
      svg.append(
          Text.fill(
              """
              <line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#e6eaee"/>\
              <text x="%d" y="%.1f" text-anchor="end" fill="#66727f">%s</text>
              """,
              LEFT, WIDTH - RIGHT, y, y, LEFT - 7, y + 4, axis.text(mark)));
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
                x(candidate.generation() + 1) + aside,
                y(score),
                Text.escape(candidate.allocation().toString()),
                Text.score(level.metric(), candidate.score())));
      }
    }
  }

  private void line(StringBuilder svg, Function<Generation, OptionalDouble> value, String style) {
    String points =
        level.generations().stream()
            .filter(generation -> value.apply(generation).isPresent())
            .map(generation ->
                Text.fill(
                    "%.1f,%.1f",
                    x(generation.number() + 1), y(value.apply(generation).orElseThrow())))
            .collect(Collectors.joining(" "));
    svg.append(Text.fill("<polyline points=\"%s\" fill=\"none\" %s/>\n", points, style));
  }

  private double slot() {
    return (double) (WIDTH - LEFT - RIGHT) / last;
  }

  /** Of a generation, counted from 1. */
  private double x(int generation) {
    return LEFT + (generation - 0.5) * slot();
  }

  private double y(double score) {
    return height(level.metric().shown(score));
  }

  private double height(double shown) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - axis.place(shown));
  }
}
