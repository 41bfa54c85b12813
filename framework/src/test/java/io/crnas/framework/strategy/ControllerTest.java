package io.crnas.framework.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.random.Seeds;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControllerTest {
  private static final int UNITS = 5;

  private static Controller controller(FeasibleSet feasible) {
    return new Controller(feasible, UNITS, 0.01, Seeds.generator(1, "controller"));
  }

  private static FeasibleSet stages() {
    return Levels.stages(16).feasible();
  }

  @Test
  void itsGradientIsThatOfDifferences() {
    Controller controller = controller(stages());
    Choices candidate = stages().sample(Seeds.generator(2, "candidate"));
    double[][] gradient = controller.zeros();
    controller.addGradient(candidate, 2, gradient);
    double[][] parameters = controller.parameters();
    double step = 1e-5;
    for (int row = 0; row < parameters.length; row++) {
      for (int i = 0; i < parameters[row].length; i++) {
        double value = parameters[row][i];
        parameters[row][i] = value + step;
        double above = controller.logProbability(candidate);
        parameters[row][i] = value - step;
        double below = controller.logProbability(candidate);
        parameters[row][i] = value;
        double slope = 2 * (above - below) / (2 * step);
        assertEquals(slope, gradient[row][i], 1e-8, "number " + i + " of row " + row);
      }
    }
  }

  /** And where it begins, no candidate is far from as likely as any other. */
  @Test
  void theProbabilitiesOfAllFeasibleCandidatesAddUpToOne() {
    FeasibleSet stages = stages();
    Controller controller = controller(stages);
    List<Choices> all = stages.stream().toList();
    assertEquals(153, all.size());
    double[] likely = all.stream().mapToDouble(controller::logProbability).map(Math::exp).toArray();
    double sum = 0;
    for (double one : likely) {
      sum += one;
      assertEquals(1.0 / 153, one, 0.3 / 153);
    }
    assertEquals(1, sum, 1e-12);
  }

  @Test
  void itDrawsEachCandidateAsOftenAsItIsLikely() {
    FeasibleSet stages = stages();
    Controller controller = controller(stages);
    // Far from uniform.
    for (double[] row : controller.parameters()) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= 40;
      }
    }
    RandomGenerator random = Seeds.generator(3, "draws");
    Map<Choices, Integer> counts = new HashMap<>();
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      counts.merge(controller.sample(random), 1, Integer::sum);
    }
    assertTrue(counts.keySet().stream().allMatch(stages::contains));
    for (Choices one : stages.stream().toList()) {
      double expected = draws * Math.exp(controller.logProbability(one));
      double found = counts.getOrDefault(one, 0);
      assertEquals(expected, found, 5 * Math.sqrt(expected) + 5, one.toString());
    }
  }

  /**
   * Neighbours that choose alike earn; which of its choices they take is all the same. So no weight
   * for a choice by itself is worth anything, but what a gene does after another is.
   */
  @Test
  void itLearnsHowChoicesGoTogether() {
    Level<Choices> level = Levels.dilations(8);
    FeasibleSet feasible = level.feasible();
    Controller controller =
        new Controller(feasible, 16, 0.01, Seeds.generator(1, "controller/together"));
    RandomGenerator random = Seeds.generator(4, "together");
    double first = 0;
    double last = 0;
    int rounds = 300;
    for (int round = 0; round < rounds; round++) {
      List<Choices> drawn = draw(controller, random);
      List<Double> rewards = drawn.stream().map(ControllerTest::alike).toList();
      double mean = rewards.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      controller.learn(drawn, rewards, mean);
      first += round < 10 ? mean / 10 : 0;
      last += round >= rounds - 10 ? mean / 10 : 0;
    }
    // Of seven pairs of three choices each, 2.3 are alike by chance.
    assertEquals(7 / 3.0, first, 0.5);
    assertTrue(last > 6, last + " pairs alike");
  }

  private static List<Choices> draw(Controller controller, RandomGenerator random) {
    return Stream.generate(() -> controller.sample(random)).limit(10).toList();
  }

  private static double alike(Choices choices) {
    double alike = 0;
    for (int gene = 1; gene < choices.size(); gene++) {
      alike += choices.get(gene) == choices.get(gene - 1) ? 1 : 0;
    }
    return alike;
  }
}
