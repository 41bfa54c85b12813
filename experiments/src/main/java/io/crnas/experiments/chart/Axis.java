package io.crnas.experiments.chart;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An axis with marks at round numbers.
 *
 * @param name what is written beside it
 * @param low where it begins
 * @param high where it ends, above {@code low}
 * @param step between two marks, the first at {@code low}
 */
public record Axis(String name, double low, double high, double step) {
  private static final int MARKS = 5;

  public Axis {
    if (!(low < high && step > 0)) {
      throw new IllegalArgumentException(low + " to " + high + " by " + step);
    }
  }

  /** One on which all of the values lie, finite and at least one. */
  public static Axis over(String name, double... values) {
    double least = DoubleStream.of(values).min().orElseThrow();
    double most = DoubleStream.of(values).max().orElseThrow();
    // Room around a single value, in proportion to it; values that rounding parts are one.
    double scale = Math.max(Math.abs(least), Math.abs(most));
    double room = most - least > 1e-9 * scale ? most - least : Math.max(scale / 10, 1e-3);
    double step = round(room / MARKS);
    double low = Math.floor(least / step) * step;
    return new Axis(name, low, Math.max(Math.ceil(most / step) * step, low + step), step);
  }

  /** From 0 to the greatest of some numbers of things. */
  public static Axis counting(String name, int most) {
    return new Axis(name, 0, Math.max(1, most), Math.max(1, round(most / (double) MARKS)));
  }

  /** The nearest round number above: 1, 2 or 5 times a power of ten. */
  private static double round(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  /** The marks from low to high. */
  public List<Double> marks() {
    int count = (int) Math.floor((high - low) / step + 1e-9);
    return IntStream.rangeClosed(0, count).mapToObj(i -> low + i * step).toList();
  }

  /** A mark as text, with as many digits as tell it from the next. */
  public String text(double mark) {
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    String text = Markup.fill("%." + digits + "f", mark);
    return text.matches("-0(\\.0+)?") ? text.substring(1) : text;
  }

  /** Where a value lies: 0 at low, 1 at high. */
  public double place(double value) {
    return (value - low) / (high - low);
  }
}
