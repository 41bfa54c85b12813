package io.crnas.framework.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FrontTest {
  private static final List<Goal> GOALS = List.of(Goal.maximise("AP"), Goal.minimise(Goal.COST));

  @Test
  void theFrontIsWhatNoOtherCandidateDominates() {
    var random = new Random(1);
    for (int trial = 0; trial < 200; trial++) {
      var all = new ArrayList<Candidate<Integer>>();
      for (int i = 0; i < 60; i++) {
        all.add(candidate(i, random.nextInt(12) - 6, random.nextInt(12)));
      }
      List<Candidate<Integer>> expected =
          all.stream()
              .filter(one ->
                  all.stream()
                      .noneMatch(other ->
                          ap(other) >= ap(one)
                              && other.cost() <= one.cost()
                              && (ap(other) > ap(one) || other.cost() < one.cost())))
              .toList();
      assertEquals(expected, Front.of(all, GOALS));
    }
  }

  @Test
  void zeroIsNoBetterThanMinusZero() {
    var all = List.of(candidate(1, 0.0, 5), candidate(2, -0.0, 5));
    assertEquals(all, Front.of(all, GOALS));
  }

  @Test
  void aMetricThatIsNotReportedIsNamedBesideThoseThatAre() {
    var wrong =
        assertThrows(
            InvalidInputException.class,
            () ->
                Front.of(
                    List.of(candidate(1, 1, 1), candidate(2, 1, 1)),
                    List.of(Goal.maximise("latency"))));
    assertTrue(wrong.toString().contains("found latency, expected one of cost, AP"));
  }

  private static double ap(Candidate<Integer> candidate) {
    return candidate.evaluation().metric("AP");
  }

  private static Candidate<Integer> candidate(int name, double ap, long cost) {
    return new Candidate<>(name, new Evaluation.Scored(new TreeMap<>(Map.of("AP", ap))), cost);
  }
}
