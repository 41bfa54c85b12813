package io.crnas.framework.strategy;

import static io.crnas.framework.search.FunctionScores.asked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import io.crnas.framework.search.Landscape;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.FeasibleSet;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalSearchTest {

  private static List<Choices> flat(List<List<Choices>> asked) {
    return asked.stream().flatMap(List::stream).toList();
  }

  private static double distance(Choices choices, Choices top) {
    double distance = 0;
    for (int gene = 0; gene < top.size(); gene++) {
      distance += Math.abs(choices.get(gene) - top.get(gene));
    }
    return distance;
  }

  /** On a hill whose every step leads up, few of 43 million candidates are asked. */
  @Test
  void itClimbsAHillToItsTop() throws InterruptedException {
    Level<Choices> level = Levels.dilations(16);
    Choices top = level.feasible().sample(new Random(3));
    List<Choices> asked =
        flat(asked(new LocalSearch(1, 400, 8), level, 2, one -> -distance(one, top)));
    assertTrue(asked.contains(top), asked.size() + " asked");
  }

  /** A budget ties the genes, so that nothing is better until two have changed. */
  @Test
  void itChangesTwoGenesWhereABudgetTiesThem() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    List<Choices> all = level.feasible().stream().toList();
    for (Choices top : List.of(all.get(3), all.get(70), all.get(140))) {
      List<List<Choices>> asked =
          asked(new LocalSearch(1, 153, 4), level, 5, one -> -distance(one, top));
      int found = flat(asked).indexOf(top);
      assertTrue(found >= 0 && found < 120, "the " + found + "th");
    }
  }

  /**
   * What follows the first batch of a climb differs from some candidate before by one gene or two.
   */
  @Test
  void whatItAsksForAreNeighboursOfWhatItKnowsOrTheFirstOfANewClimb() throws InterruptedException {
    Level<Choices> level = Levels.stages(33);
    FeasibleSet feasible = level.feasible();
    List<List<Choices>> asked =
        asked(new LocalSearch(10, 200, 5), level, 1, Landscape.rugged(Choices.of(1, 2, 3, 4), 5));
    assertEquals(level.baseline(), asked.getFirst().getFirst());
    List<Choices> known = new ArrayList<>(asked.getFirst());
    for (List<Choices> batch : asked.subList(1, asked.size())) {
      boolean near =
          known.stream()
              .anyMatch(from -> batch.stream().allMatch(one -> differing(from, one) <= 2));
      assertTrue(near ? batch.size() <= 5 : batch.size() <= 10, batch::toString);
      known.addAll(batch);
    }
    assertEquals(200, new HashSet<>(known).size());
    assertTrue(feasible.count().intValue() > 200);
  }

  private static int differing(Choices left, Choices right) {
    int differing = 0;
    for (int gene = 0; gene < left.size(); gene++) {
      differing += left.get(gene) == right.get(gene) ? 0 : 1;
    }
    return differing;
  }

  @Test
  void aLevelThatHasFewerIsScoredWholeAndFailuresDoNotStopIt() throws InterruptedException {
    Level<Choices> level = Levels.stages(16);
    List<Choices> asked =
        flat(asked(new LocalSearch(4, 1_000, 3), level, 1, _ -> Double.NEGATIVE_INFINITY));
    assertEquals(new HashSet<>(level.feasible().stream().toList()), new HashSet<>(asked));
    assertEquals(153, asked.size());
  }

  @Test
  void settingsOutOfRangeAreReportedAtOnce() {
    var refused = assertThrows(InvalidInputException.class, () -> new LocalSearch(0, -1, 0));
    assertEquals(
        List.of("first", "evaluations", "batch"),
        refused.problems().stream().map(Problem::where).toList());
  }
}
