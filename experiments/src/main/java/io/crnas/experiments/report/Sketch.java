package io.crnas.experiments.report;

import io.crnas.spaces.Allocation;
import java.util.List;

/** Draws an allocation as SVG: a row for each stage, a box for each block, coloured by dilation. */
public final class Sketch {
  private static final int BOX = 26;
  private static final int GAP = 5;
  private static final int LABEL = 92;
  private static final int COUNT = 34;
  private static final List<String> COLOURS = List.of("#a9cce8", "#f4b860", "#d1495b");
  private static final String FARTHER = "#5b3a73";

  private Sketch() {}

  /** An SVG element as wide as it needs. */
  public static String svg(Allocation allocation) {
    return svg(allocation, longest(allocation));
  }

  /** An SVG element with room for so many blocks in a row, to stand beside others. */
  public static String svg(Allocation allocation, int columns) {
    List<List<Integer>> stages = allocation.dilations().dilations();
    int width = LABEL + columns * (BOX + GAP) + COUNT;
    int height = stages.size() * (BOX + 14) - 14;
    var svg = new StringBuilder();
    svg.append(
        Text.fill(
            """
            <svg class="sketch" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" \
            width="%d" height="%d" font-family="system-ui, sans-serif" role="img" \
            aria-label="%s">
            """,
            width, height, width, height, Text.escape("allocation " + allocation)));
    for (int stage = 0; stage < stages.size(); stage++) {
      row(svg, stage, stages.get(stage));
    }
    return svg.append("</svg>\n").toString();
  }

  /** The most blocks that a stage has. */
  public static int longest(Allocation allocation) {
    return allocation.stages().blocks().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** What the colours mean, as HTML, for dilations up to the greatest. */
  public static String legend(int greatest) {
    var legend = new StringBuilder("<p class=\"legend\">");
    for (int dilation = 1; dilation <= greatest; dilation++) {
      legend.append(
          Text.fill(
              "<span><i style=\"background:%s\"></i>dilation %d</span>",
              colour(dilation), dilation));
    }
    return legend.append("</p>\n").toString();
  }

  private static void row(StringBuilder svg, int stage, List<Integer> dilations) {
    int y = stage * (BOX + 14);
    int middle = y + BOX / 2 + 4;
    svg.append(
        Text.fill(
            """
            <text x="0" y="%d" font-size="13" fill="#1d2733" font-weight="600">C%d</text>\
            <text x="26" y="%d" font-size="12" fill="#66727f">stride %d</text>
            """,
            middle, stage + 2, middle, 4 << stage));
    int x = LABEL;
    for (int dilation : dilations) {
      svg.append(
          Text.fill(
              """
              <rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="%s"/>\
              <text x="%d" y="%d" font-size="12" text-anchor="middle" fill="%s">%d</text>
              """,
              x, y, BOX, BOX, colour(dilation), x + BOX / 2, middle, ink(dilation), dilation));
      x += BOX + GAP;
    }
    svg.append(
        Text.fill(
            "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"#66727f\">× %d</text>\n",
            x + 4, middle, dilations.size()));
  }

  private static String colour(int dilation) {
    return dilation <= COLOURS.size() ? COLOURS.get(dilation - 1) : FARTHER;
  }

  private static String ink(int dilation) {
    return dilation <= 2 ? "#1d2733" : "#ffffff";
  }
}
