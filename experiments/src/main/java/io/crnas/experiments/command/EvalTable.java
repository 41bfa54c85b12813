package io.crnas.experiments.command;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.detection.metric.VocEvaluator.Averaging;
import io.crnas.detection.metric.VocMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, for people. */
final class EvalTable {
  private EvalTable() {}

  /**
   * The lines of pycocotools' {@code COCOeval.summarize}, letter for letter.
   *
   * @param classes whether each class follows with its AP and its AP at IoU 0.50
   */
  static List<String> coco(CocoMetrics metrics, boolean classes) {
    List<String> lines = new ArrayList<>();
    lines.add(precision("0.50:0.95", "all", metrics.ap()));
    lines.add(precision("0.50", "all", metrics.ap50()));
    lines.add(precision("0.75", "all", metrics.ap75()));
    lines.add(precision("0.50:0.95", "small", metrics.apSmall()));
    lines.add(precision("0.50:0.95", "medium", metrics.apMedium()));
    lines.add(precision("0.50:0.95", "large", metrics.apLarge()));
    lines.add(recall("all", 1, metrics.ar1()));
    lines.add(recall("all", 10, metrics.ar10()));
    lines.add(recall("all", 100, metrics.ar100()));
    lines.add(recall("small", 100, metrics.arSmall()));
    lines.add(recall("medium", 100, metrics.arMedium()));
    lines.add(recall("large", 100, metrics.arLarge()));
    if (classes) {
      int width = widest(metrics.categories().stream().map(CocoMetrics.Category::name).toList());
      lines.add(row(width, "class", "AP", "AP50"));
      metrics
          .categories()
          .forEach(one -> lines.add(row(width, one.name(), number(one.ap()), number(one.ap50()))));
    }
    return lines;
  }

  /** The mean, and each class before it where asked for. */
  static List<String> voc(VocMetrics metrics, Averaging averaging, boolean classes) {
    List<String> lines = new ArrayList<>();
    if (classes) {
      int width = widest(metrics.categories().stream().map(VocMetrics.Category::name).toList());
      lines.add(row(width, "class", "AP"));
      metrics
          .categories()
          .forEach(one -> lines.add(row(width, one.name(), number(one.ap().orElse(-1)))));
    }
    String how =
        switch (averaging) {
          case ELEVEN_POINTS -> "VOC 2007, eleven points";
          case AREA -> "VOC, area under the curve";
        };
    lines.add(
        " Mean Average Precision @[ IoU=0.50 | %s ] = %s"
            .formatted(how, number(metrics.mean().orElse(-1))));
    return lines;
  }

  private static String precision(String overlaps, String area, double value) {
    return line("Average Precision", "(AP)", overlaps, area, 100, value);
  }

  private static String recall(String area, int most, double value) {
    return line("Average Recall", "(AR)", "0.50:0.95", area, most, value);
  }

  private static String line(
      String title, String type, String overlaps, String area, int most, double value) {
    return String.format(
        Locale.ROOT,
        " %-18s %s @[ IoU=%-9s | area=%6s | maxDets=%3d ] = %s",
        title,
        type,
        overlaps,
        area,
        most,
        number(value));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static int widest(List<String> names) {
    return names.stream().mapToInt(String::length).reduce("class".length(), Math::max);
  }

  private static String row(int width, String name, String... columns) {
    var row = new StringBuilder(" ").append(name).repeat(' ', Math.max(0, width - name.length()));
    for (String column : columns) {
      row.append("  ").repeat(' ', Math.max(0, 6 - column.length())).append(column);
    }
    return row.toString();
  }
}
