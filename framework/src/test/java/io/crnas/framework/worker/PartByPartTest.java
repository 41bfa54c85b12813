package io.crnas.framework.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartByPartTest {
  private static final Evaluation.Failed KILLER = new Evaluation.Failed("it kills");
  private static final List<List<Integer>> GROUPS =
      List.of(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4));

  private static Evaluation score(List<Integer> group) {
    return Evaluation.of(Map.of("AP", group.getFirst() / 10.0));
  }

  private static List<Evaluation> evaluate(
      int together, PartByPart.Scorer<Integer> scorer, Evaluator.Listener listener)
      throws InterruptedException {
    try (Progress.Task task = Progress.silent().start("asking", GROUPS.size(), "candidates")) {
      return PartByPart.evaluate(GROUPS, together, scorer, listener, task);
    }
  }

  @Test
  void answersAreToldAsTheyComeAndGivenInOrder() throws InterruptedException {
    var lastIsTold = new CountDownLatch(1);
    List<Integer> told = new ArrayList<>();
    PartByPart.Scorer<Integer> scorer =
        part -> {
          if (part.contains(List.of(0))) {
            lastIsTold.await();
          }
          return part.stream().map(PartByPartTest::score).toList();
        };
    List<Evaluation> answers =
        evaluate(
            2,
            scorer,
            (place, _) -> {
              told.add(place);
              if (place == 4) {
                lastIsTold.countDown();
              }
            });
    assertEquals(GROUPS.stream().map(PartByPartTest::score).toList(), answers);
    assertEquals(5, told.size());
    assertTrue(told.indexOf(4) < told.indexOf(0), told::toString);
  }

  @Test
  void whatOneCandidateKillsIsNoOthersFailure() throws InterruptedException {
    PartByPart.Scorer<Integer> scorer =
        new PartByPart.Scorer<>() {
          @Override
          public List<Evaluation> ask(List<List<Integer>> part)
              throws IOException, InterruptedException {
            return part.contains(List.of(1))
                ? PartByPart.oneByOne(part, this, KILLER)
                : part.stream().map(PartByPartTest::score).toList();
          }
        };
    List<Evaluation> answers = evaluate(5, scorer, Evaluator.Listener.none());
    for (int i = 0; i < GROUPS.size(); i++) {
      assertEquals(i == 1 ? KILLER : score(GROUPS.get(i)), answers.get(i));
    }
  }

  @Test
  void whereOneCanNotGoOnTheOthersAreStopped() throws InterruptedException {
    var stopped = new AtomicInteger();
    var interrupted = new CountDownLatch(1);
    PartByPart.Scorer<Integer> scorer =
        new PartByPart.Scorer<>() {
          @Override
          public List<Evaluation> ask(List<List<Integer>> part)
              throws IOException, InterruptedException {
            if (part.contains(List.of(3))) {
              throw new IOException("the disk is full");
            }
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw e;
            }
            throw new AssertionError("nobody counts down");
          }

          @Override
          public void stop() {
            stopped.incrementAndGet();
          }
        };
    var e =
        assertThrows(
            UncheckedIOException.class, () -> evaluate(1, scorer, Evaluator.Listener.none()));
    assertEquals("the disk is full", e.getCause().getMessage());
    assertEquals(1, stopped.get());
    assertTrue(interrupted.await(1, TimeUnit.MINUTES), "the others still work");
  }
}
