package io.crnas.experiments.results;

import io.crnas.detection.metric.CocoMetrics;
import io.crnas.experiments.chart.Markup;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalDouble;

/**
 * How the values of a metric are shown to people: COCO's fractions in points of 100, those of any
 * other metric as the numbers they are.
 *
 * @param name for example {@code AP50}
 */
public record Metric(String name) {
  private static final int DIGITS = 5;

  /** Whether it is one of COCO's. */
  public boolean isInPoints() {
    return CocoMetrics.has(name);
  }

  /** The same of one category. */
  public Metric of(String category) {
    return new Metric(name + "/" + category);
  }

  /** The value, if it is one: COCO's metrics are -1 where there is nothing to measure. */
  public OptionalDouble measured(double value) {
    return isInPoints() && value < 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** What stands for a value on an axis. */
  public double shown(double value) {
    return isInPoints() ? 100 * value : value;
  }

  /** A value as text: points with a tenth, other numbers with five digits. */
  public String text(double value) {
    return isInPoints() ? Markup.fill("%.1f", shown(value)) : number(value);
  }

  /** The same, or a dash where there was nothing to measure. */
  public String told(double value) {
    return measured(value).isPresent() ? text(value) : "-";
  }

  /** All digits before the point, and no zeros at the end. */
  private static String number(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e12)) {
      return Markup.fill("%.4e", value);
    }
    var exact = BigDecimal.valueOf(value);
    int beforeThePoint = exact.precision() - exact.scale();
    return exact
        .setScale(Math.max(0, DIGITS - beforeThePoint), RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
