package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectiveEvaluatorTest {
  private static final Allocation RIGHT = Allocation.parse("2-2-2-2");
  private static final Allocation WRONG = Allocation.parse("1-2-2-3");
  private static final Evaluation SCORE = Evaluation.of(Map.of("AP", 0.5, "AR", 0.75));
  private static final Evaluation OTHER = Evaluation.of(Map.of("mAP", 0.9));
  private static final Evaluation WITHOUT =
      new Evaluation.Failed("scored without the objective AP, by mAP");

  /** Knows two candidates. */
  private static class Two implements Evaluator<Allocation> {
    @Override
    public String fingerprint() {
      return "two";
    }

    @Override
    public List<Evaluation> evaluate(List<Allocation> candidates) {
      return candidates.stream().map(one -> one.equals(RIGHT) ? SCORE : OTHER).toList();
    }

    @Override
    public void close() {}
  }

  private static ObjectiveEvaluator after(Evaluation... before) {
    return new ObjectiveEvaluator(new Two(), "stage", "AP", List.of(before));
  }

  @Test
  void aCandidateWithoutTheObjectiveHasFailedAndNoOther() throws InterruptedException {
    try (var evaluator = after()) {
      assertEquals(List.of(WITHOUT, SCORE), evaluator.evaluate(List.of(WRONG, RIGHT)));
      assertEquals(List.of(WITHOUT), evaluator.evaluate(List.of(WRONG)));
      assertEquals(
          List.of(SCORE),
          evaluator.evaluateTogether(List.of(List.of(RIGHT, RIGHT)), Evaluator.Listener.none()));
    }
  }

  @Test
  void aGroupWithoutTheObjectiveHasFailed() throws InterruptedException {
    try (var evaluator = after()) {
      List<Evaluation> answers =
          evaluator.evaluateTogether(
              List.of(List.of(WRONG), List.of(RIGHT, WRONG), List.of(RIGHT)),
              Evaluator.Listener.none());
      assertEquals(WITHOUT, answers.getFirst());
      assertEquals(Evaluation.Failed.class, answers.get(1).getClass());
      assertEquals(SCORE, answers.getLast());
    }
  }

  @Test
  void anObjectiveThatNothingHasEndsTheSearch() {
    try (var evaluator = after(WITHOUT)) {
      InvalidInputException ended =
          assertThrows(InvalidInputException.class, () -> evaluator.evaluate(List.of(WRONG)));
      assertEquals("objective of level stage: found AP, expected one of mAP", ended.getMessage());
    }
  }

  @Test
  void whatLacksTheObjectiveIsNoAnswerBeforeAnythingHasIt() throws InterruptedException {
    var told = new ArrayList<Integer>();
    var oneByOne =
        new ObjectiveEvaluator(
            new Two() {
              @Override
              public List<Evaluation> evaluate(List<Allocation> candidates, Listener listener) {
                List<Evaluation> answers = evaluate(candidates);
                for (int place = 0; place < answers.size(); place++) {
                  listener.answered(place, answers.get(place));
                }
                return answers;
              }
            },
            "stage",
            "AP",
            List.of());
    try (oneByOne) {
      List<Allocation> candidates = List.of(WRONG, RIGHT, WRONG);
      assertEquals(
          List.of(WITHOUT, SCORE, WITHOUT),
          oneByOne.evaluate(candidates, (place, _) -> told.add(place)));
      assertEquals(List.of(1, 2), told);
    }
  }

  @Test
  void itGoesOnByWhatWasSaidBefore() throws InterruptedException {
    try (var evaluator = after(WITHOUT, SCORE)) {
      assertEquals(List.of(WITHOUT), evaluator.evaluate(List.of(WRONG)));
    }
  }
}
