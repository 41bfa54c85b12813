package io.crnas.experiments.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws onto two axes; what is added later lies above what was added before. */
public final class Plot {
  /** Colours that are told apart also where red and green are not (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0b6e99", "#d55e00", "#1c7c45", "#cc79a7", "#8a6d00", "#56b4e9", "#1d2733");

  private static final String SOFT = "#66727f";
  private static final String RULE = "#e6eaee";
  private static final int WIDTH = 640;
  private static final int HEIGHT = 420;
  private static final int LEFT = 64;
  private static final int RIGHT = 20;
  private static final int TOP = 16;
  private static final int BOTTOM = 46;
  private static final int LINE = 17;

  private final String title;
  private final List<String> notes;
  private final Axis across;
  private final Axis up;
  private final int top;
  private final StringBuilder marks = new StringBuilder();
  private final List<Series> legend = new ArrayList<>();

  private record Series(String name, String colour) {}

  /** A point in the units of the axes. */
  public record Point(double across, double up) {}

  /**
   * @param title stands above, in bold
   * @param notes lines below the title
   * @param across the horizontal axis
   * @param up the vertical axis
   */
  public Plot(String title, List<String> notes, Axis across, Axis up) {
    this.title = title;
    this.notes = List.copyOf(notes);
    this.across = across;
    this.up = up;
    this.top = TOP + LINE * (notes.size() + 1) + 8;
  }

  /** The colour of the series with this number; they repeat. */
  public static String colour(int series) {
    return COLOURS.get(series % COLOURS.size());
  }

  /** A dot that tells its name where the pointer rests on it. */
  public Plot dot(Point point, String name, String colour) {
    marks.append(
        Markup.fill(
            """
            <circle cx="%.1f" cy="%.1f" r="4" fill="%s" fill-opacity="0.6"><title>%s</title>\
            </circle>
            """,
            x(point), y(point), colour, Markup.escape(name)));
    return this;
  }

  /** A thin vertical line, as of all the values that one point stands for. */
  public Plot bar(double across, double low, double high, String colour) {
    double x = x(new Point(across, low));
    marks.append(
        Markup.fill(
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
            x, x, y(new Point(across, low)), y(new Point(across, high)), colour));
    return this;
  }

  /** A line through points. */
  public Plot line(List<Point> points, String colour) {
    marks.append(
        Markup.fill(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n",
            places(points.stream()), colour));
    return this;
  }

  /** The area between two lines. */
  public Plot band(List<Point> lower, List<Point> upper, String colour) {
    marks.append(
        Markup.fill(
            "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.15\"/>\n",
            places(Stream.concat(lower.stream(), upper.reversed().stream())), colour));
    return this;
  }

  /** Names a colour in the corner at the lower right, the first one above the others. */
  public Plot legend(String name, String colour) {
    legend.add(new Series(name, colour));
    return this;
  }

  /** An SVG file, or an element for HTML. */
  public String svg() {
    var svg = new StringBuilder();
    svg.append(
        Markup.fill(
            """
            <svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
            font-family="system-ui, sans-serif" font-size="12" fill="#1d2733" aria-label="%s">
            <rect width="100%%" height="100%%" fill="#fff"/>
            <text x="%d" y="%d" font-size="14" font-weight="600">%s</text>
            """,
            WIDTH, height(), Markup.escape(title), LEFT, TOP + 10, Markup.escape(title)));
    IntStream.range(0, notes.size())
        .forEach(i ->
            svg.append(
                Markup.fill(
                    "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n",
                    LEFT, TOP + 10 + LINE * (i + 1), SOFT, Markup.escape(notes.get(i)))));
    axes(svg);
    svg.append(marks);
    IntStream.range(0, legend.size())
        .forEach(i -> svg.append(legend(legend.get(i), legend.size() - i)));
    return svg.append("</svg>\n").toString();
  }

  /**
   * @param line from 1, counted from below
   */
  private String legend(Series series, int line) {
    int y = bottom() - 8 - line * LINE;
    return Markup.fill(
        """
        <rect x="%d" y="%d" width="12" height="12" rx="2" fill="%s"/>\
        <text x="%d" y="%d" text-anchor="end">%s</text>
        """,
        WIDTH - RIGHT - 20,
        y,
        series.colour(),
        WIDTH - RIGHT - 26,
        y + 10,
        Markup.escape(series.name()));
  }

  private void axes(StringBuilder svg) {
    for (double mark : up.marks()) {
      double y = y(new Point(across.low(), mark));
      svg.append(
          Markup.fill(
              """
              <line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="%s"/>\
              <text x="%d" y="%.1f" text-anchor="end" fill="%s">%s</text>
              """,
              LEFT, WIDTH - RIGHT, y, y, RULE, LEFT - 8, y + 4, SOFT, up.text(mark)));
    }
    for (double mark : across.marks()) {
      double x = x(new Point(mark, up.low()));
      svg.append(
          Markup.fill(
              """
              <line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="%s"/>\
              <text x="%.1f" y="%d" text-anchor="middle" fill="%s">%s</text>
              """,
              x, x, top, bottom(), RULE, x, bottom() + 17, SOFT, across.text(mark)));
    }
    svg.append(
        Markup.fill(
            """
            <text x="%d" y="%d" text-anchor="middle" fill="%s">%s</text>
            <text transform="translate(16 %d) rotate(-90)" text-anchor="middle" fill="%s">%s</text>
            """,
            (LEFT + WIDTH - RIGHT) / 2,
            height() - 8,
            SOFT,
            Markup.escape(across.name()),
            (top + bottom()) / 2,
            SOFT,
            Markup.escape(up.name())));
  }

  private int height() {
    return top + HEIGHT - TOP;
  }

  private int bottom() {
    return height() - BOTTOM;
  }

  private double x(Point point) {
    return LEFT + (WIDTH - LEFT - RIGHT) * across.place(point.across());
  }

  private double y(Point point) {
    return bottom() - (bottom() - top) * up.place(point.up());
  }

  private String places(Stream<Point> points) {
    return points
        .map(point -> Markup.fill("%.1f,%.1f", x(point), y(point)))
        .collect(Collectors.joining(" "));
  }
}
