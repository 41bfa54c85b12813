package io.crnas.framework.space;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.inference.ChiSquareTest;

/** How likely draws are to come from the uniform distribution. */
final class ChiSquare {
  private ChiSquare() {}

  /** The p-value of 50 draws for each value; a draw that is none of the values is an error. */
  static <T> double uniform(List<T> values, Supplier<T> draw) {
    Map<T, Integer> index = new HashMap<>();
    values.forEach(value -> index.put(value, index.size()));
    long[] observed = new long[values.size()];
    for (int i = 0; i < 50 * values.size(); i++) {
      T drawn = draw.get();
      Integer at = index.get(drawn);
      if (at == null) {
        throw new AssertionError(drawn + " is not among the " + values.size() + " values");
      }
      observed[at]++;
    }
    double[] expected = new double[values.size()];
    Arrays.fill(expected, 50);
    return new ChiSquareTest().chiSquareTest(expected, observed);
  }
}
