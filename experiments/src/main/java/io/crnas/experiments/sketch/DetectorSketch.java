package io.crnas.experiments.sketch;

import io.crnas.experiments.chart.Markup;
import io.crnas.experiments.yaml.Names;
import io.crnas.spaces.detector.Coder;
import io.crnas.spaces.detector.Detector;
import io.crnas.spaces.detector.Head;
import io.crnas.spaces.detector.Reads;
import io.crnas.spaces.detector.Yields;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws what a detector is behind its backbone: the levels of its pyramid, as high as their
 * resolution, and its heads in the order in which they run. A line from the left is what a head
 * runs on, one from below the levels that its RoIs are cut from.
 */
final class DetectorSketch {
  /** Of the whole drawing. */
  static final int HEIGHT = 118;

  private static final int BESIDE = 22;
  private static final int HEAD = 152;
  private static final int BELOW = 10;
  private static final String LEVEL = "#c3d5c4";
  private static final String LINE = "#b6bec7";

  private final Detector detector;
  private final int left;
  private final List<Integer> strides;
  private final Map<String, Integer> places = new HashMap<>();
  private final StringBuilder svg = new StringBuilder();

  private DetectorSketch(Sketch.Behind behind, int left) {
    this.detector = behind.detector();
    this.left = left;
    this.strides = behind.strides();
    for (Head head : detector.heads()) {
      places.put(head.name(), heads() + places.size() * (HEAD + BESIDE));
    }
  }

  /**
   * As part of an SVG.
   *
   * @param left where it begins
   * @param y of its upper edge
   */
  static String svg(Sketch.Behind behind, int left, int y) {
    return new DetectorSketch(behind, left).draw(y);
  }

  /** Where it ends. */
  static int right(Sketch.Behind behind, int left) {
    var drawing = new DetectorSketch(behind, left);
    return drawing.heads() + drawing.places.size() * (HEAD + BESIDE) - BESIDE;
  }

  /** Where the heads begin. */
  private int heads() {
    return left + strides.size() * (Sketch.BOX + Sketch.GAP) - Sketch.GAP + BESIDE;
  }

  private String draw(int y) {
    int middle = y + Sketch.TITLE + Sketch.HIGHEST / 2;
    int bottom = y + Sketch.TITLE + Sketch.HIGHEST + 2;
    add(
        """
        <text x="%d" y="%d" font-size="13" fill="%s"><tspan font-weight="600" fill="%s">%s</tspan>\
        \u00a0on %s of %d channels</text>
        """,
        left,
        y + 13,
        Sketch.SOFT,
        Sketch.INK,
        Markup.escape(detector.name()),
        Names.kebab(detector.neck().kind()),
        detector.neck().channels());
    detector.heads().forEach(head -> lines(head, middle, bottom + 16));
    for (int i = 0; i < strides.size(); i++) {
      int height = Sketch.height(strides.get(i));
      int x = left + i * (Sketch.BOX + Sketch.GAP);
      add(
          """
          <path class="level" d="M%d %dh%dv%dh-%dz" fill="%s"/>\
          <text x="%d" y="%d" font-size="11" text-anchor="middle" fill="%s">P%d</text>
          """,
          x,
          middle - height / 2,
          Sketch.BOX,
          height,
          Sketch.BOX,
          LEVEL,
          x + Sketch.BOX / 2,
          bottom + 12,
          Sketch.SOFT,
          detector.neck().finest() + i);
    }
    detector.heads().forEach(head -> head(head, y + Sketch.TITLE));
    return svg.toString();
  }

  /** What a head runs on, below what is drawn later. */
  private void lines(Head head, int middle, int bottom) {
    int x = place(head.name());
    switch (head.reads()) {
      case Reads.EachLevel _ -> line("M%d %dH%d".formatted(left, middle, x));
      case Reads.Rois rois -> {
        line("M%d %dH%d".formatted(place(rois.from()) + HEAD, middle, x));
        for (int level = 0; level < rois.levels(); level++) {
          line(
              "M%d %dV%dH%dV%d"
                  .formatted(
                      left + level * (Sketch.BOX + Sketch.GAP) + Sketch.BOX / 2,
                      bottom,
                      bottom + BELOW,
                      x + HEAD / 2,
                      middle));
        }
      }
    }
  }

  private int place(String head) {
    return places.getOrDefault(head, left);
  }

  private void head(Head head, int y) {
    int x = place(head.name());
    add(
        """
        <path class="head" d="M%d %dh%dv%dh-%dz" fill="%s"/>\
        <text x="%d" y="%d" font-size="12" font-weight="600" fill="%s">%s</text>\
        <text x="%d" y="%d" font-size="11" fill="%s">%s</text>\
        <text x="%d" y="%d" font-size="11" fill="%s">%s</text>
        """,
        x,
        y,
        HEAD,
        Sketch.HIGHEST,
        HEAD,
        colour(head.yields()),
        x + 8,
        y + 16,
        Sketch.INK,
        Markup.escape(head.name()),
        x + 8,
        y + 31,
        Sketch.INK,
        Markup.escape(reads(head)),
        x + 8,
        y + 45,
        Sketch.INK,
        yields(head.yields()));
  }

  private static String reads(Head head) {
    return switch (head.reads()) {
      case Reads.EachLevel each ->
          switch (head.coder()) {
            case Coder.Distances _ -> "each cell of each level";
            case Coder.Deltas _ -> "each level, %d anchors".formatted(each.anchors().perCell());
          };
      case Reads.Rois rois -> "each RoI in %dx%d cells".formatted(rois.size(), rois.size());
    };
  }

  private static String yields(Yields yields) {
    String most = String.format(Locale.ROOT, "%,d", yields.most());
    return switch (yields) {
      case Yields.Proposals _ -> most + " proposals";
      case Yields.Refined _ -> most + " RoIs, moved";
      case Yields.Detections _ -> most + " detections";
      case Yields.Masks _ -> "the masks of " + most;
    };
  }

  private static String colour(Yields yields) {
    return switch (yields) {
      case Yields.Proposals _ -> "#f3ead6";
      case Yields.Refined _ -> "#e4ecf3";
      case Yields.Detections _ -> "#cfe1f0";
      case Yields.Masks _ -> "#ecdbe6";
    };
  }

  private void line(String path) {
    add("<path d=\"%s\" stroke=\"%s\" stroke-width=\"2\" fill=\"none\"/>\n", path, LINE);
  }

  private void add(String template, Object... values) {
    svg.append(Markup.fill(template, values));
  }
}
