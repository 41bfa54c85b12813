package io.crnas.experiments.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * The runs of one strategy, which differ in their seeds.
 *
 * @param name of the strategy, with the settings that tell it from the others
 * @param curves one a run, at least one
 */
record Group(String name, List<Curve> curves) {
  Group {
    curves = List.copyOf(curves);
    if (curves.isEmpty()) {
      throw new IllegalArgumentException(name + " has no run");
    }
  }

  /** Where half of the runs are between, and the one in the middle. */
  record Quartiles(double lower, double median, double upper) {}

  /** Evaluations of the longest run. */
  int longest() {
    return curves.stream().mapToInt(curve -> curve.best().size()).max().orElseThrow();
  }

  /** The number of evaluations from which on every run has scored a candidate. */
  IntStream counts() {
    return IntStream.rangeClosed(1, longest())
        .dropWhile(
            count -> curves.stream().anyMatch(c -> c.after(count) == Double.NEGATIVE_INFINITY));
  }

  /** Of the best score after so many evaluations. */
  Quartiles after(int evaluations) {
    return quartiles(curve -> curve.after(evaluations));
  }

  /** Of a number of each run, by linear interpolation between the two nearest. */
  Quartiles quartiles(ToDoubleFunction<Curve> number) {
    var percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(curves.stream().mapToDouble(number).toArray());
    return new Quartiles(percentile.evaluate(25), percentile.evaluate(50), percentile.evaluate(75));
  }
}
