package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.spaces.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeanEvaluatorTest {
  private static final Allocation ONE = Allocation.parse("1-2-2-3");
  private static final Allocation OTHER = Allocation.parse("2-2-2-2");
  private static final Allocation FAILING = Allocation.parse("3-2-2-1");

  /** Gives a candidate its blocks in the first stage, times a factor. */
  private static final class Depth implements Evaluator<Allocation> {
    private final double factor;
    private final boolean fails;
    private boolean closed;

    Depth(double factor, boolean fails) {
      this.factor = factor;
      this.fails = fails;
    }

    @Override
    public String fingerprint() {
      return "depth " + factor;
    }

    @Override
    public List<Evaluation> evaluate(List<Allocation> candidates) {
      List<Evaluation> answers = new ArrayList<>();
      for (Allocation candidate : candidates) {
        double depth = factor * candidate.stages().blocks().getFirst();
        answers.add(
            fails && candidate.equals(FAILING)
                ? new Evaluation.Failed("no memory")
                : Evaluation.of(new TreeMap<>(Map.of("AP", depth, "AP50", 2 * depth))));
      }
      return answers;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Evaluation scored(double depth) {
    return Evaluation.of(new TreeMap<>(Map.of("AP", depth, "AP50", 2 * depth)));
  }

  @Test
  void everyMetricIsTheMeanOfItsMembers() throws InterruptedException {
    var mean = new MeanEvaluator(List.of(new Depth(0.1, false), new Depth(0.3, true)));
    List<Evaluation> expected =
        List.of(
            scored((0.1 + 0.3) / 2),
            scored((0.1 * 2 + 0.3 * 2) / 2),
            new Evaluation.Failed("no memory"));
    assertEquals(expected, mean.evaluate(List.of(ONE, OTHER, FAILING)));
    assertEquals(
        expected,
        mean.evaluateTogether(
            List.of(List.of(ONE), List.of(OTHER), List.of(FAILING)), Evaluator.Listener.none()));
  }

  @Test
  void otherMembersAreAnotherEvaluator() {
    var one = new MeanEvaluator(List.of(new Depth(0.1, false), new Depth(0.3, false)));
    var same = new MeanEvaluator(List.of(new Depth(0.1, false), new Depth(0.3, false)));
    var other = new MeanEvaluator(List.of(new Depth(0.1, false), new Depth(0.2, false)));
    assertEquals(one.fingerprint(), same.fingerprint());
    assertNotEquals(one.fingerprint(), other.fingerprint());
    assertThrows(IllegalArgumentException.class, () -> new MeanEvaluator(List.of()));
  }

  @Test
  void itsMembersCloseWithIt() {
    List<Depth> members = List.of(new Depth(0.1, false), new Depth(0.3, false));
    new MeanEvaluator(members).close();
    assertEquals(List.of(true, true), members.stream().map(member -> member.closed).toList());
  }
}
