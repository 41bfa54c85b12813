package io.crnas.detection.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Descent;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Preferences;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.level.MixingCodec.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatesTest {
  private static final Level<Allocation> LEVEL = SmallTask.level();
  private static final FeasibleSet CHOICES = LEVEL.feasible();
  private static final Learning.Darts DARTS =
      new Learning.Darts(0.05, 1e-3, Learning.Darts.Order.FIRST);
  private static final Learning.Proxyless PROXYLESS = new Learning.Proxyless(0.05, 1, 0);

  /** What each depth of each stage costs in a task of which everything is known. */
  private static final double[][] LOSSES = {
    {0.1, 0.9, 0.8}, {0.5, 0.6, 0.2}, {0.4, 0.3, 0.9}, {0.7, 0.1, 0.2}
  };

  static List<Learning> learnings() {
    return List.of(DARTS, PROXYLESS);
  }

  private static Gates gates(Learning learning, Logits logits, int steps) {
    return new Gates(new Relaxation(LEVEL, learning, 5), logits, steps);
  }

  /** The loss is the sum of what takes part times its share, so that its slopes are the losses. */
  private static List<double[]> slopes(List<List<Share>> taken) {
    List<double[]> slopes = new ArrayList<>();
    for (int gene = 0; gene < taken.size(); gene++) {
      double[] losses = LOSSES[gene];
      slopes.add(taken.get(gene).stream().mapToDouble(one -> losses[one.choice()]).toArray());
    }
    return slopes;
  }

  @ParameterizedTest
  @MethodSource("learnings")
  void whatCostsLeastBecomesTheMostPreferredWithinTheBudget(Learning learning) {
    var logits = new Logits(CHOICES, learning);
    Gates gates = gates(learning, logits, 2000);
    for (int step = 0; step < 2000; step++) {
      List<List<Share>> learned = gates.learned(step);
      gates.learn(learned, slopes(learned));
    }
    for (int gene = 0; gene < 4; gene++) {
      double[] likely = logits.preferences().probabilities(gene);
      int best = gene == 0 ? 0 : gene == 1 ? 2 : 1;
      assertTrue(likely[best] > 0.6, "gene " + gene + ": " + likely[best]);
    }
    // The best of each gene, 1-3-2-2, is off the budget of 2-2-1-1; what is found is not.
    assertTrue(!CHOICES.contains(Choices.of(0, 2, 1, 1)));
    Choices found = new Descent(CHOICES, logits.preferences()).next(1).getFirst();
    assertTrue(CHOICES.contains(found));
  }

  /** By logits: with p the softmax, the slope of the expected loss. */
  @Test
  void theGradientByLogitsIsTheQuotientOfSmallDifferences() {
    var learning = new Learning.Darts(1e-3, 0, Learning.Darts.Order.FIRST);
    var logits = new Logits(CHOICES, learning);
    logits.descend(new double[][] {{1, -2, 0}, {0, 1, 0}, {3, 0, 1}, {0, 0, 0}});
    double[][] before = numbers(logits);
    double step = 1e-3;
    double[][] quotients = new double[4][3];
    for (int gene = 0; gene < 4; gene++) {
      for (int i = 0; i < 3; i++) {
        double[] above = before[gene].clone();
        double[] below = before[gene].clone();
        above[i] += step;
        below[i] -= step;
        quotients[gene][i] =
            (expected(above, LOSSES[gene]) - expected(below, LOSSES[gene])) / (2 * step);
      }
    }
    var other = new Logits(CHOICES, learning);
    other.load(logits.state());
    Gates gates = gates(learning, logits, 10);
    List<List<Share>> learned = gates.learned(0);
    gates.learn(learned, slopes(learned));
    other.descend(quotients);
    for (int gene = 0; gene < 4; gene++) {
      assertArrayEquals(numbers(other)[gene], numbers(logits)[gene], 1e-6);
    }
  }

  private static double[][] numbers(Logits logits) {
    return logits.preferences().logits().stream()
        .map(gene -> gene.stream().mapToDouble(Double::doubleValue).toArray())
        .toArray(double[][]::new);
  }

  private static double expected(double[] logits, double[] losses) {
    double[] likely = Preferences.softmax(logits);
    double sum = 0;
    for (int i = 0; i < likely.length; i++) {
      sum += likely[i] * losses[i];
    }
    return sum;
  }

  @Test
  void pathsAreDrawnUniformlyInTheWarmUpAndThenAsThePreferencesAre() {
    var learning = new Learning.Proxyless(0.05, 5, 0.5);
    var logits = new Logits(CHOICES, learning);
    logits.descend(new double[][] {{-1, 0, 1}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
    for (int i = 0; i < 30; i++) {
      logits.descend(new double[][] {{-1, 0, 1}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
    }
    int steps = 6000;
    Gates gates = gates(learning, logits, steps);
    long[][] often = new long[2][3];
    for (int step = 0; step < steps; step++) {
      List<Share> drawn = gates.trained(step).getFirst();
      assertEquals(1, drawn.size());
      assertEquals(1, drawn.getFirst().share());
      often[step < steps / 2 ? 0 : 1][drawn.getFirst().choice()]++;
    }
    double[] likely = logits.preferences().probabilities(0);
    assertTrue(likely[0] > 0.7, "they have learned something");
    for (int i = 0; i < 3; i++) {
      assertEquals(1000, (double) often[0][i], 100);
      assertEquals(3000 * likely[i], (double) often[1][i], 100);
    }
    assertTrue(!gates.learnsIn(2999) && gates.learnsIn(3000) && !gates.learnsIn(3001));
  }

  /** Two of three, without repetition, the one open as likely as it is of the two. */
  @Test
  void twoGatesAreDrawnOfWhichOneIsOpen() {
    var logits = new Logits(CHOICES, PROXYLESS);
    Gates gates = gates(PROXYLESS, logits, 6000);
    long[] open = new long[3];
    long[] taken = new long[3];
    for (int step = 0; step < 6000; step++) {
      List<Share> two = gates.learned(step).getLast();
      assertEquals(2, two.size());
      assertTrue(two.getFirst().choice() < two.getLast().choice());
      assertEquals(1, two.getFirst().share() + two.getLast().share());
      for (Share one : two) {
        taken[one.choice()]++;
        open[one.choice()] += (long) one.share();
      }
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(4000, (double) taken[i], 150);
      assertEquals(2000, (double) open[i], 150);
    }
  }

  @Test
  void whatTakesNoPartIsAsLikelyAsBefore() {
    var logits = new Logits(CHOICES, PROXYLESS);
    List<List<Share>> two = new ArrayList<>();
    for (int gene = 0; gene < 4; gene++) {
      two.add(List.of(new Share(0, 1), new Share(2, 0)));
    }
    gates(PROXYLESS, logits, 10).learn(two, slopes(two));
    double[] likely = logits.preferences().probabilities(0);
    assertEquals(1 / 3.0, likely[1], 1e-7);
    assertTrue(likely[0] > 0.34 && likely[2] < 0.33, "the first costs less");
    assertThrows(
        IllegalArgumentException.class,
        () -> gates(PROXYLESS, logits, 10).learn(two, List.of(new double[2])));
  }

  /** Adam's first step moves each by the rate, against the sign of its gradient. */
  @Test
  void logitsMoveAsTorchsAdamMovesThem() {
    var logits = new Logits(CHOICES, DARTS);
    logits.descend(new double[][] {{0.5, -2, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
    assertArrayEquals(new double[] {-0.05, 0.05, 0}, numbers(logits)[0], 1e-7);
    // By hand: m = 0.5 m + 0.5 g, v = 0.999 v + 0.001 g^2 with g + 0.001 of the value, unbiased.
    logits.descend(new double[][] {{1, -2, 0}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}});
    double g = 1 - 0.05e-3;
    double m = (0.5 * 0.25 + 0.5 * g) / 0.75;
    double v = (0.999 * 0.001 * 0.25 + 0.001 * g * g) / (1 - 0.999 * 0.999);
    assertEquals(-0.05 - 0.05 * m / Math.sqrt(v), numbers(logits)[0][0], 1e-6);
  }
}
