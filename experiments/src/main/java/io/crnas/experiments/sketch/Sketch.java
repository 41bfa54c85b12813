package io.crnas.experiments.sketch;

import io.crnas.experiments.chart.Markup;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Layout;
import io.crnas.spaces.Layout.Stage;
import io.crnas.spaces.Sharing;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.network.Graph;
import io.crnas.spaces.network.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Draws allocations of one family as SVG, under each other: a shape for each block, coloured by its
 * dilation or its kind, in columns of the stages. The higher a block is drawn, the finer is its
 * resolution; one that halves it narrows to the right.
 */
public final class Sketch {
  static final int BOX = 22;
  static final int GAP = 4;
  private static final int STAGE_GAP = 14;
  private static final int LEAST_COLUMN = 52;
  private static final int MARGIN = 12;
  private static final int HEAD = 44;
  static final int TITLE = 20;
  static final int HIGHEST = 52;
  private static final int ROW = TITLE + HIGHEST + 18;
  private static final int LEGEND = 26;
  private static final int LEGEND_WIDTH = 3 * 92 + 170;
  private static final int KIND_WIDTH = 190;
  private static final List<String> COLOURS = List.of("#a9cce8", "#f4b860", "#d1495b");
  private static final String FARTHER = "#5b3a73";

  /** Of kinds of blocks, as light as the first two colours up to the sixth. */
  private static final List<String> KINDS =
      List.of(
          "#a9cce8", "#f4b860", "#b8dca8", "#e6b0d0", "#d9cf7a", "#9fd8d2", "#d1495b", "#5b3a73",
          "#3a6b4a");

  private static final int LIGHT_KINDS = 6;

  /** A blank that stays one at the end of an element. */
  private static final String BLANK = "\u00a0";

  private static final String STEM = "#dfe4e9";
  static final String INK = "#1d2733";
  static final String SOFT = "#66727f";

  private final Layout layout;
  private final List<String> kinds;
  private final List<Net> nets;
  private final Optional<Behind> behind;
  private final List<Integer> columns = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();

  /**
   * A net to be drawn.
   *
   * @param title what stands before its allocation; may be empty
   */
  public record Net(String title, Allocation allocation) {}

  /**
   * What is behind the backbone of each.
   *
   * @param strides of the levels of the detector's pyramid, finest first
   */
  public record Behind(Detector detector, List<Integer> strides) {
    public Behind {
      strides = List.copyOf(strides);
    }

    /** Of a detector around a backbone, whose allocation is of no matter. */
    public static Behind of(Detector detector, Backbone backbone) {
      Allocation any = Allocation.of(backbone.baseline());
      Network features = detector.features(backbone, any, new Graph(), Sharing.ALONE);
      return new Behind(detector, features.strides());
    }
  }

  private Sketch(Layout layout, List<String> kinds, List<Net> nets, Optional<Behind> behind) {
    this.layout = layout;
    this.kinds = kinds;
    this.nets = nets;
    this.behind = behind;
    int x = MARGIN + BOX + STAGE_GAP;
    for (int stage = 0; stage < layout.stages().size(); stage++) {
      columns.add(x);
      int longest = 0;
      for (Net net : nets) {
        longest = Math.max(longest, net.allocation().stages().blocks().get(stage));
      }
      x += Math.max(LEAST_COLUMN, longest * (BOX + GAP) - GAP) + STAGE_GAP;
    }
    columns.add(x);
  }

  /**
   * An SVG element, which can be a file of its own.
   *
   * @param layout of the family
   * @param nets at least one, of the family
   */
  public static String svg(Layout layout, List<Net> nets) {
    return svg(layout, Optional.empty(), nets);
  }

  /**
   * The same of a family whose blocks are of several kinds.
   *
   * @param kinds what the digits of an allocation stand for, where they are no dilations
   */
  public static String svg(Layout layout, Optional<List<String>> kinds, List<Net> nets) {
    return svg(layout, kinds, nets, Optional.empty());
  }

  /**
   * The same with a detector below, if there is one: the levels of its pyramid and its heads.
   *
   * @param behind the detector that the nets are parts of
   */
  public static String svg(
      Layout layout, Optional<List<String>> kinds, List<Net> nets, Optional<Behind> behind) {
    if (nets.isEmpty()) {
      throw new IllegalArgumentException("nothing to draw");
    }
    return new Sketch(layout, kinds.orElse(List.of()), List.copyOf(nets), behind).draw();
  }

  private String draw() {
    int greatest = nets.stream().mapToInt(this::greatestDilation).max().orElseThrow();
    int widest =
        nets.stream().mapToInt(net -> (int) (7.3 * caption(net).length())).max().orElseThrow();
    int width =
        Math.max(
                Math.max(columns.getLast() - STAGE_GAP, MARGIN + Math.max(widest, LEGEND_WIDTH)),
                behind.map(one -> DetectorSketch.right(one, MARGIN)).orElse(0))
            + MARGIN;
    int rows = Math.ceilDiv(kinds.size() + 1, perRow(width));
    int end = HEAD + nets.size() * ROW + (kinds.isEmpty() ? 1 : rows) * LEGEND;
    int height = end + behind.map(_ -> DetectorSketch.HEIGHT).orElse(0);
    add(
        """
        <svg class="sketch" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" \
        height="%d" font-family="system-ui, 'Helvetica Neue', sans-serif" role="img" \
        aria-label="%s">
        <path d="M0 0h%dv%dh-%dz" fill="#ffffff"/>
        """,
        width,
        height,
        width,
        height,
        Markup.escape(String.join(", ", nets.stream().map(Sketch::caption).toList())),
        width,
        height,
        width);
    head();
    for (int i = 0; i < nets.size(); i++) {
      net(nets.get(i), HEAD + i * ROW);
    }
    int y = HEAD + nets.size() * ROW + 4;
    if (kinds.isEmpty()) {
      legend(Math.max(3, greatest), y);
    } else {
      kinds(perRow(width), y);
    }
    behind.ifPresent(one -> svg.append(DetectorSketch.svg(one, MARGIN, end)));
    return svg.append("</svg>\n").toString();
  }

  private int greatestDilation(Net net) {
    int greatest = 1;
    for (int i = 0; i < layout.stages().size(); i++) {
      int ofStage = Collections.max(net.allocation().dilations().dilations().get(i));
      greatest = Math.max(greatest, layout.stages().get(i).dilation() * ofStage);
    }
    return greatest;
  }

  private void head() {
    List<Layout.Level> ends = layout.ends();
    for (int i = 0; i < ends.size(); i++) {
      int next = i + 1 < ends.size() ? ends.get(i + 1).number() : 0;
      head(i == 0 ? MARGIN : columns.get(i - 1), ends.get(i), next);
    }
  }

  /** The name of a level of the pyramid stands over what comes last of it. */
  private void head(int x, Layout.Level end, int next) {
    boolean named = layout.levels().contains(end) && end.number() != next;
    add(
        """
        <text x="%d" y="18" font-size="13" font-weight="600" fill="%s">%s</text>\
        <text x="%d" y="34" font-size="11" fill="%s">%s</text>
        """,
        x,
        INK,
        named ? "C" + end.number() : "",
        x,
        SOFT,
        x == MARGIN ? "stem" : "stride " + end.stride());
  }

  private void net(Net net, int y) {
    int middle = y + TITLE + HIGHEST / 2;
    add(
        """
        <text x="%d" y="%d" font-size="13" fill="%s"><tspan font-weight="600" fill="%s">%s</tspan>%s</text>
        <path d="M%d %dH%d" stroke="%s" stroke-width="2"/>
        """,
        MARGIN,
        y + 13,
        SOFT,
        INK,
        net.title().isEmpty() ? "" : Markup.escape(net.title()) + BLANK,
        Markup.escape(net.allocation().brief()),
        MARGIN,
        middle,
        end(net),
        STEM);
    shape("stem", MARGIN, middle, layout.stemStride() / 2, layout.stemStride(), STEM);
    int stride = layout.stemStride();
    for (int s = 0; s < layout.stages().size(); s++) {
      Stage stage = layout.stages().get(s);
      List<Integer> dilations = net.allocation().dilations().dilations().get(s);
      for (int i = 0; i < dilations.size(); i++) {
        int x = columns.get(s) + i * (BOX + GAP);
        int dilation = kinds.isEmpty() ? stage.dilation() * dilations.get(i) : dilations.get(i);
        shape("block", x, middle, stride, stage.stride(), colour(dilation));
        add(
            """
            <text x="%d" y="%d" font-size="12" text-anchor="middle" fill="%s">%d</text>
            """,
            x + BOX / 2, middle + 4, isLight(dilation) ? INK : "#ffffff", dilation);
        stride = stage.stride();
      }
    }
  }

  private int end(Net net) {
    int last = net.allocation().stages().blocks().getLast();
    return columns.get(columns.size() - 2) + last * (BOX + GAP) - GAP;
  }

  /** As high as the resolution before it at the left, as that behind it at the right. */
  private void shape(String kind, int x, int middle, int before, int behind, String colour) {
    int left = height(before);
    int right = height(behind);
    add(
        """
        <path class="%s" d="M%d %dL%d %dV%dL%d %dz" fill="%s"/>
        """,
        kind,
        x,
        middle - left / 2,
        x + BOX,
        middle - right / 2,
        middle + right / 2,
        x,
        middle + left / 2,
        colour);
  }

  /** The highest up to stride 2, and 8 pixels less for each halving. */
  static int height(int stride) {
    return HIGHEST - 8 * Math.max(0, Integer.numberOfTrailingZeros(stride) - 1);
  }

  private void legend(int greatest, int y) {
    int x = MARGIN;
    for (int dilation = 1; dilation <= Math.min(greatest, COLOURS.size() + 1); dilation++) {
      String what = dilation <= COLOURS.size() ? "dilation " + dilation : "dilation 4 and more";
      add(
          """
          <path d="M%d %dh13v13h-13z" fill="%s"/>\
          <text x="%d" y="%d" font-size="11" fill="%s">%s</text>
          """,
          x, y, colour(dilation), x + 19, y + 10, SOFT, what);
      x += 92;
    }
    halving(x + (greatest > COLOURS.size() ? 50 : 0), y);
  }

  /** How many kinds are told beside each other. */
  private static int perRow(int width) {
    return Math.max(1, (width - 2 * MARGIN) / KIND_WIDTH);
  }

  private void kinds(int perRow, int y) {
    for (int kind = 1; kind <= kinds.size(); kind++) {
      int x = MARGIN + (kind - 1) % perRow * KIND_WIDTH;
      int row = y + (kind - 1) / perRow * LEGEND;
      add(
          """
          <path d="M%d %dh13v13h-13z" fill="%s"/>\
          <text x="%d" y="%d" font-size="11" fill="%s">%d: %s</text>
          """,
          x, row, colour(kind), x + 19, row + 10, SOFT, kind, Markup.escape(kinds.get(kind - 1)));
    }
    halving(MARGIN + kinds.size() % perRow * KIND_WIDTH, y + kinds.size() / perRow * LEGEND);
  }

  private void halving(int x, int y) {
    add(
        """
        <path d="M%d %dL%d %dV%dL%d %dz" fill="%s"/>\
        <text x="%d" y="%d" font-size="11" fill="%s">halves the resolution</text>
        """,
        x, y - 1, x + 13, y + 3, y + 10, x, y + 14, STEM, x + 19, y + 10, SOFT);
  }

  private static String caption(Net net) {
    return (net.title() + " " + net.allocation().brief()).strip();
  }

  private boolean isLight(int digit) {
    return digit <= (kinds.isEmpty() ? 2 : LIGHT_KINDS);
  }

  private String colour(int dilation) {
    if (!kinds.isEmpty()) {
      return KINDS.get(dilation - 1);
    }
    return dilation <= COLOURS.size() ? COLOURS.get(dilation - 1) : FARTHER;
  }

  private void add(String template, Object... values) {
    svg.append(Markup.fill(template, values));
  }
}
