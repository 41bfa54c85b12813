package io.crnas.framework.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class LogLinearTest {

  private static double[][] weights(FeasibleSet set, double spread, Random random) {
    return IntStream.range(0, set.genes())
        .mapToObj(gene -> random.doubles(set.choices(gene), -spread, spread + 1e-9).toArray())
        .toArray(double[][]::new);
  }

  /** The probability of each feasible candidate, by listing them. */
  private static Map<Choices, Double> listed(List<Choices> feasible, double[][] weights) {
    var likely = new HashMap<Choices, Double>();
    double total = 0;
    for (Choices choices : feasible) {
      double sum = 0;
      for (int gene = 0; gene < weights.length; gene++) {
        sum += weights[gene][choices.get(gene)];
      }
      likely.put(choices, Math.exp(sum));
      total += Math.exp(sum);
    }
    double all = total;
    likely.replaceAll((_, weight) -> weight / all);
    return likely;
  }

  @Test
  void probabilitiesAndMarginalsAreThoseOfTheListWhateverIsForbidden() {
    var random = new Random(4);
    int sets = 0;
    for (int i = 0; i < 300; i++) {
      Sets.Instance instance = Sets.random(random);
      FeasibleSet set = instance.set();
      double[][] weights = weights(set, 3, random);
      if (set.isEmpty()) {
        assertThrows(IllegalStateException.class, () -> new LogLinear(set, weights));
        continue;
      }
      sets++;
      var policy = new LogLinear(set, weights);
      Map<Choices, Double> expected = listed(instance.feasible(), weights);
      double[][] marginals = policy.marginals();
      for (Choices choices : instance.all()) {
        double likely = expected.getOrDefault(choices, 0.0);
        assertEquals(likely, Math.exp(policy.logProbability(choices)), 1e-12);
        for (int gene = 0; gene < set.genes(); gene++) {
          marginals[gene][choices.get(gene)] -= likely;
        }
      }
      for (double[] gene : marginals) {
        for (double rest : gene) {
          assertEquals(0, rest, 1e-12);
        }
      }
    }
    assertTrue(sets > 50, sets + " sets");
  }

  @Test
  void samplesComeAsOftenAsTheyShould() {
    FeasibleSet set = Sets.stages(16);
    var random = new Random(8);
    double[][] weights = weights(set, 0.7, random);
    var policy = new LogLinear(set, weights);
    List<Choices> all = set.stream().toList();
    Map<Choices, Double> expected = listed(all, weights);
    int draws = 40_000;
    var counts = new HashMap<Choices, Long>();
    for (int i = 0; i < draws; i++) {
      counts.merge(policy.sample(random), 1L, Long::sum);
    }
    assertTrue(expected.keySet().containsAll(counts.keySet()));
    double p =
        new ChiSquareTest()
            .chiSquareTest(
                all.stream().mapToDouble(one -> draws * expected.getOrDefault(one, 0.0)).toArray(),
                all.stream().mapToLong(one -> counts.getOrDefault(one, 0L)).toArray());
    assertTrue(p > 0.001, "p = " + p);
  }

  @Test
  void equalWeightsAreUniformAndHugeOnesDoNotOverflow() {
    FeasibleSet set = Sets.dilations(33);
    double[][] weights = new double[33][3];
    assertEquals(
        -33 * Math.log(3),
        new LogLinear(set, weights).logProbability(Choices.of(new int[33])),
        1e-9);
    for (double[] gene : weights) {
      gene[2] = 5_000;
    }
    int[] twos = new int[33];
    Arrays.fill(twos, 2);
    var policy = new LogLinear(set, weights);
    assertEquals(Choices.of(twos), policy.sample(new Random(1)));
    assertEquals(0, policy.logProbability(Choices.of(twos)), 1e-9);
  }

  @Test
  void aWeightThatIsMissingOrNotFiniteIsRefused() {
    FeasibleSet set = Sets.dilations(2);
    for (double[][] wrong :
        List.of(
            new double[1][3],
            new double[3][3],
            new double[][] {{0, 0, 0}, {0, 0}},
            new double[][] {{0, 0, 0}, {0, Double.NaN, 0}})) {
      assertThrows(IllegalArgumentException.class, () -> new LogLinear(set, wrong));
    }
  }
}
