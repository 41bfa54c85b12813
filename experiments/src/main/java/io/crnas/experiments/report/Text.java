package io.crnas.experiments.report;

import io.crnas.experiments.chart.Markup;
import io.crnas.experiments.results.Metric;
import io.crnas.spaces.cost.Cost;
import java.math.BigDecimal;
import java.util.OptionalDouble;

/** Numbers and names as the page shows them. */
final class Text {
  private Text() {}

  /** What may stand in HTML and in a quoted attribute. */
  static String escape(String text) {
    return Markup.escape(text);
  }

  /** The text with {@code %s} and the like filled in; numbers as in English. */
  @SuppressWarnings("AnnotateFormatMethod") // As in what it calls.
  static String fill(String template, Object... values) {
    return Markup.fill(template, values);
  }

  /** A value of a metric, or a dash. */
  static String score(Metric metric, OptionalDouble value) {
    return value.isPresent() ? metric.text(value.getAsDouble()) : "–";
  }

  /**
   * A difference of a metric's values, with its sign; of points that of the values as they are
   * shown, so that whoever subtracts finds the same.
   */
  static String difference(Metric metric, OptionalDouble from, OptionalDouble to) {
    if (from.isEmpty() || to.isEmpty()) {
      return "–";
    }
    if (metric.isInPoints()) {
      var shown =
          new BigDecimal(metric.text(to.getAsDouble()))
              .subtract(new BigDecimal(metric.text(from.getAsDouble())));
      return signed((shown.signum() < 0 ? "" : "+") + shown.toPlainString());
    }
    return difference(metric, to.getAsDouble() - from.getAsDouble());
  }

  /** A difference of a metric's values, with its sign. */
  static String difference(Metric metric, double value) {
    String difference = metric.text(value);
    return signed(difference.startsWith("-") ? difference : "+" + difference);
  }

  /** What a difference with its sign is, where more is better. */
  static String tone(String difference) {
    return difference.startsWith("+") ? "up" : difference.startsWith("−") ? "down" : "";
  }

  /** With a real minus. */
  static String minus(String number) {
    return number.replace('-', '−');
  }

  /** A difference in per cent, with its sign. */
  static String percent(long from, long to) {
    return percent((double) from, (double) to);
  }

  /** A difference in per cent, with its sign. */
  static String percent(double from, double to) {
    return signed(fill("%+.2f", (to - from) * 100.0 / from)) + " %";
  }

  /** No sign where it would say that nothing is something; a real minus. */
  private static String signed(String number) {
    return number.matches("[-+]0(\\.0+)?") ? number.substring(1) : number.replace('-', '−');
  }

  /** {@code 1.234 G}. */
  static String amount(long value) {
    double size = Math.abs((double) value);
    return size >= 1e9
        ? fill("%.3f G", value / 1e9)
        : size >= 1e6
            ? fill("%.2f M", value / 1e6)
            : size >= 1e3 ? fill("%.1f k", value / 1e3) : Long.toString(value);
  }

  /** {@code MACs of the backbone at 256x320}. */
  static String name(Cost cost) {
    String scope =
        switch (cost.scope()) {
          case BACKBONE -> "backbone";
          case DETECTOR -> "detector";
        };
    return switch (cost.metric()) {
      case MACS -> unit(cost) + ", " + scope + " at " + size(cost.input().toString());
      case PARAMETERS -> "parameters, " + scope;
      case ACTIVATIONS -> "activations, " + scope + " at " + size(cost.input().toString());
    };
  }

  /** What one of it is. */
  static String unit(Cost cost) {
    return switch (cost.metric()) {
      case MACS ->
          switch (cost.convention()) {
            case MAC -> "MACs";
            case THOP -> "MACs (as the paper counts)";
          };
      case PARAMETERS -> "parameters";
      case ACTIVATIONS -> "activations";
    };
  }

  /** {@code 256x320} with a real times sign. */
  static String size(String text) {
    return text.replace('x', '×');
  }
}
