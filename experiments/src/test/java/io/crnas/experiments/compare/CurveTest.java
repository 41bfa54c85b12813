package io.crnas.experiments.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.problem.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurveTest {

  private static Answer answer(String candidate, Evaluation evaluation) {
    return new Answer("stage", candidate, 0, 0, evaluation, 1, 1, "ab");
  }

  private static Answer scored(String candidate, double score) {
    return answer(candidate, Evaluation.of(Map.of("AP", score)));
  }

  private static Curve curve(double... best) {
    return new Curve(java.util.Arrays.stream(best).boxed().toList());
  }

  @Test
  void theBestSoFarCountsEveryEvaluationButFindsNoGroups() {
    Curve curve =
        Curve.of(
            List.of(
                answer("a", new Evaluation.Failed("no")),
                scored("b", 0.25),
                scored("b" + Answer.TOGETHER + "c", 0.75),
                scored("c", 0.125),
                scored("d", 0.5)),
            "AP");

    assertEquals(List.of(Double.NEGATIVE_INFINITY, 0.25, 0.25, 0.25, 0.5), curve.best());
    assertEquals(2, curve.evaluationsTo(0.2));
    assertEquals(5, curve.evaluationsTo(0.5));
    assertEquals(6, curve.evaluationsTo(0.75));
    assertEquals(0.5, curve.after(100));
    assertThrows(InvalidInputException.class, () -> Curve.of(List.of(scored("a", 1)), "accuracy"));
  }

  @Test
  void quartilesAreTakenOverRunsAtTheSameNumberOfEvaluations() {
    double none = Double.NEGATIVE_INFINITY;
    var group = new Group("x", List.of(curve(1, 4), curve(2), curve(none, 3, 5), curve(4, 4, 4)));

    // From the second evaluation on every run has one; the run of one evaluation keeps its best.
    assertArrayEquals(new int[] {2, 3}, group.counts().toArray());
    assertEquals(new Group.Quartiles(2.75, 3.5, 4), group.after(2));
    assertEquals(new Group.Quartiles(3.5, 4, 4.25), group.after(3));
  }
}
