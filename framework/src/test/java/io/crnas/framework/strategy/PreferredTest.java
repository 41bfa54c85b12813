package io.crnas.framework.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.search.FunctionScores;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import io.crnas.framework.space.Preferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreferredTest {
  /** Scores that come with preferences. */
  private record Learned(Preferences learned, List<Choices> asked) implements FunctionScores {
    @Override
    public double[] of(List<Choices> batch) {
      asked.addAll(batch);
      return new double[batch.size()];
    }

    @Override
    public Optional<Preferences> preferences() {
      return Optional.of(learned);
    }
  }

  @Test
  void theBaselineAndTheMostPreferredAreScoredAndNothingElse() throws InterruptedException {
    Level<Choices> level = Levels.dilations(2);
    var learned = new Preferences(List.of(List.of(0.0, 0.5, 3.0), List.of(2.0, 1.0, 0.0)));
    var scores = new Learned(learned, new ArrayList<>());
    new Preferred(4).search(level, 1, scores);
    assertEquals(level.baselineChoices().orElseThrow(), scores.asked().getFirst());
    assertEquals(
        List.of(Choices.of(2, 0), Choices.of(2, 1), Choices.of(2, 2)),
        scores.asked().subList(1, 4));
    assertEquals(4, new Preferred(4).evaluations(level));
  }

  @Test
  void ofALevelWithFewCandidatesEachIsScoredOnce() throws InterruptedException {
    Level<Choices> level = Levels.dilations(2);
    var learned = new Preferences(List.of(List.of(0.0, 0.5, 3.0), List.of(2.0, 1.0, 0.0)));
    var scores = new Learned(learned, new ArrayList<>());
    new Preferred(100).search(level, 1, scores);
    assertEquals(9, scores.asked().size());
    assertEquals(9, scores.asked().stream().distinct().count());
    assertEquals(9, new Preferred(100).evaluations(level));
  }

  @Test
  void anEvaluatorThatPrefersNothingIsRefused() {
    FunctionScores scores = batch -> new double[batch.size()];
    var e =
        assertThrows(
            InvalidInputException.class,
            () -> new Preferred(4).search(Levels.dilations(2), 1, scores));
    assertTrue(e.getMessage().contains("supernet with learning"), e::getMessage);
    assertThrows(InvalidInputException.class, () -> new Preferred(1));
  }
}
