package io.crnas.framework.behaviour;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a search relies on in an evaluator, as tests that each evaluator must pass. Extend it in a
 * test of your own and say how your evaluator is opened and for what:
 *
 * <pre>{@code
 * class MyEvaluatorTest extends EvaluatorBehaviour<Allocation> { ... }
 * }</pre>
 *
 * <p>Answers are compared bit for bit: train and score on one thread, or in another way that gives
 * the same bits again.
 *
 * @param <C> the candidate; two of the same value are equal
 */
public abstract class EvaluatorBehaviour<C> {
  /** How soon an interrupt must have ended an evaluation, and a close what was open. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** How long a slow evaluation has run when it is interrupted. */
  private static final Duration BEGUN = Duration.ofMillis(300);

  @TempDir private Path scratch;

  /**
   * Opens the evaluator, ready for {@link #candidates}. Each one that is opened must answer the
   * same; it is closed by the test.
   *
   * @param folder where it may keep files; there already, and maybe used before
   */
  protected abstract Evaluator<C> open(Path folder) throws Exception;

  /** At least three different candidates that can be scored, and not all alike. */
  protected abstract List<C> candidates();

  /**
   * Opens an evaluator that takes ten seconds or more for {@link #candidates} (with more images, a
   * slower program), to be interrupted. Empty only where no evaluation ever takes two seconds.
   *
   * @param folder where it may keep files
   */
  protected abstract Optional<Evaluator<C>> openSlow(Path folder) throws Exception;

  /** A candidate that can not be scored; empty where there is none. */
  protected Optional<C> failing() {
    return Optional.empty();
  }

  @Test
  void candidatesAreScoredAndNotAllAlike() throws Exception {
    assertTrue(candidates().size() >= 3, "candidates() must name three or more");
    assertEquals(
        candidates().size(), new HashSet<>(candidates()).size(), "candidates() names one twice");
    try (Evaluator<C> evaluator = open(folder("one"))) {
      Map<C, Evaluation> answers = ask(evaluator, candidates());
      answers.forEach((candidate, answer) ->
          assertInstanceOf(
              Evaluation.Scored.class, answer, candidate + " of candidates() must be scored"));
      assertTrue(
          new HashSet<>(answers.values()).size() > 1,
          "candidates() must not all score alike, or a mix-up can not be seen: " + answers);
    }
  }

  @Test
  void theOrderOfCandidatesChangesNoAnswer() throws Exception {
    List<C> backwards = candidates().reversed();
    List<C> rotated = new ArrayList<>(candidates());
    Collections.rotate(rotated, 1);
    try (Evaluator<C> evaluator = open(folder("one"));
        Evaluator<C> another = open(folder("another"))) {
      Map<C, Evaluation> answers = ask(evaluator, candidates());
      assertEquals(answers, ask(another, backwards), "the answers to the reversed batch");
      assertEquals(answers, ask(another, rotated), "the answers to the rotated batch");
    }
  }

  @Test
  void aBatchIsAnsweredAsItsCandidatesOneByOne() throws Exception {
    try (Evaluator<C> together = open(folder("together"));
        Evaluator<C> alone = open(folder("alone"))) {
      Map<C, Evaluation> answers = ask(together, candidates());
      for (C candidate : candidates()) {
        assertEquals(
            Map.of(candidate, answers.get(candidate)),
            ask(alone, List.of(candidate)),
            "the answer for a candidate alone, after that in a batch");
      }
    }
  }

  @Test
  void anEvaluatorOpenedAgainAnswersTheSame() throws Exception {
    Path folder = folder("one");
    Map<C, Evaluation> answers;
    try (Evaluator<C> evaluator = open(folder)) {
      answers = ask(evaluator, candidates());
      assertEquals(answers, ask(evaluator, candidates()), "asked twice");
    }
    try (Evaluator<C> again = open(folder)) {
      assertEquals(answers, ask(again, candidates()), "opened again in the same folder");
    }
    try (Evaluator<C> elsewhere = open(folder("another"))) {
      assertEquals(answers, ask(elsewhere, candidates()), "opened in another folder");
    }
  }

  @Test
  void theFingerprintStaysTheSame() throws Exception {
    try (Evaluator<C> evaluator = open(folder("one"));
        Evaluator<C> another = open(folder("another"))) {
      String fingerprint = evaluator.fingerprint();
      assertFalse(fingerprint.isBlank(), "a blank fingerprint");
      ask(evaluator, candidates().subList(0, 1));
      assertEquals(fingerprint, evaluator.fingerprint(), "after an evaluation");
      assertEquals(fingerprint, another.fingerprint(), "of a second evaluator");
    }
  }

  @Test
  void aCandidateThatFailsTouchesNoOther() throws Exception {
    assumeTrue(failing().isPresent(), "there is no candidate that fails");
    C failing = failing().get();
    List<C> first = new ArrayList<>(candidates());
    first.addFirst(failing);
    List<C> amid = new ArrayList<>(candidates());
    amid.add(1, failing);
    try (Evaluator<C> evaluator = open(folder("one"));
        Evaluator<C> another = open(folder("another"))) {
      Map<C, Evaluation> answers = new LinkedHashMap<>(ask(evaluator, candidates()));
      Evaluation failure = ask(another, List.of(failing)).get(failing);
      assertInstanceOf(Evaluation.Failed.class, failure, "the answer for failing()");
      answers.put(failing, failure);
      assertEquals(answers, ask(another, amid), "the answers with a failing candidate amid them");
      assertEquals(answers, ask(evaluator, first), "the answers with a failing candidate first");
    }
  }

  @Test
  void aGroupOfOneIsAnsweredAsItsCandidate() throws Exception {
    try (Evaluator<C> alone = open(folder("alone"));
        Evaluator<C> grouped = open(folder("grouped"))) {
      List<List<C>> groups = candidates().stream().map(List::of).toList();
      assertEquals(
          alone.evaluate(candidates()),
          grouped.evaluateTogether(groups, Evaluator.Listener.none()),
          "the answers for groups of one candidate each");
    }
  }

  @Test
  void aCandidateThatFailsFailsItsGroupAlone() throws Exception {
    assumeTrue(failing().isPresent(), "there is no candidate that fails");
    List<C> good = candidates();
    List<List<C>> groups =
        List.of(List.of(good.get(0)), List.of(good.get(1), failing().get()), good.subList(1, 3));
    try (Evaluator<C> evaluator = open(folder("one"));
        Evaluator<C> another = open(folder("another"))) {
      List<Evaluation> answers = evaluator.evaluateTogether(groups, Evaluator.Listener.none());
      assertEquals(groups.size(), answers.size(), () -> "answers for " + groups + ": " + answers);
      assertInstanceOf(
          Evaluation.Failed.class, answers.get(1), "the answer for a group with failing() in it");
      assertEquals(
          another.evaluateTogether(
              List.of(groups.getFirst(), groups.getLast()), Evaluator.Listener.none()),
          List.of(answers.getFirst(), answers.getLast()),
          "the answers for the groups beside it");
    }
  }

  @Test
  void whatIsToldEarlyIsWhatIsReturned() throws Exception {
    try (Evaluator<C> evaluator = open(folder("one"))) {
      var told = new Told();
      told.requireIn(evaluator.evaluate(candidates(), told));
      var toldOfGroups = new Told();
      List<List<C>> groups = List.of(candidates(), candidates().subList(0, 1));
      toldOfGroups.requireIn(evaluator.evaluateTogether(groups, toldOfGroups));
    }
  }

  /** What an evaluator tells before a batch is whole. */
  private static final class Told implements Evaluator.Listener {
    private final Thread asking = Thread.currentThread();
    private final Map<Integer, Evaluation> early = new LinkedHashMap<>();

    @Override
    public void answered(int place, Evaluation evaluation) {
      assertSame(asking, Thread.currentThread(), "who tells of place " + place);
      assertNull(early.put(place, evaluation), "an earlier answer for place " + place);
    }

    void requireIn(List<Evaluation> answers) {
      early.forEach((place, evaluation) ->
          assertEquals(answers.get(place), evaluation, "told early of place " + place));
    }
  }

  @Test
  void closeReleasesThreadsProcessesAndFiles() throws Exception {
    Path folder = folder("one");
    // What is made once and kept for good, a library's pool for instance, is made here.
    use(folder);
    SortedSet<String> files = files(folder);
    Resources before = Resources.held(folder);

    use(folder);

    List<String> held = before.heldBesides(SOON);
    assertAll(
        () -> assertEquals(List.of(), held, "held by an evaluator that was closed"),
        () -> assertEquals(files, files(folder), "files left after it was opened a second time"));
  }

  @Test
  void closingTwiceIsHarmless() throws Exception {
    Evaluator<C> used = open(folder("one"));
    ask(used, candidates().subList(0, 1));
    used.close();
    used.close();
    Evaluator<C> unused = open(folder("another"));
    unused.close();
    unused.close();
  }

  @Test
  void anInterruptEndsALongEvaluationWithinTwoSeconds() throws Exception {
    Path folder = folder("slow");
    Resources before = Resources.held(folder);
    Optional<Evaluator<C>> slow = openSlow(folder);
    assumeTrue(slow.isPresent(), "no evaluation is long");
    Evaluator<C> evaluator = slow.get();
    var evaluation = new FutureTask<>(() -> evaluator.evaluate(candidates()));
    Thread thread = Thread.ofPlatform().daemon().name("interrupted evaluation").start(evaluation);
    Thread.sleep(BEGUN);
    assertFalse(
        evaluation.isDone(),
        "the evaluation of openSlow() ended before it could be interrupted; make it last longer");

    thread.interrupt();

    if (!thread.join(SOON)) {
      // Not closed: what it uses must not be taken from it.
      fail("the evaluation goes on after the interrupt, in\n" + stack(thread));
    }
    evaluator.close();
    Throwable thrown = assertThrows(ExecutionException.class, evaluation::get).getCause();
    assertInstanceOf(InterruptedException.class, thrown, "what ends an interrupted evaluation");
    assertEquals(
        List.of(),
        before.heldBesides(SOON),
        "held by an evaluator that was interrupted and closed");
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(scratch.resolve(name));
  }

  private void use(Path folder) throws Exception {
    try (Evaluator<C> evaluator = open(folder)) {
      ask(evaluator, candidates());
    }
  }

  private Map<C, Evaluation> ask(Evaluator<C> evaluator, List<C> batch) throws Exception {
    List<Evaluation> answers = evaluator.evaluate(List.copyOf(batch));
    assertEquals(batch.size(), answers.size(), () -> "answers for " + batch + ": " + answers);
    var byCandidate = new LinkedHashMap<C, Evaluation>();
    for (int i = 0; i < batch.size(); i++) {
      byCandidate.put(batch.get(i), answers.get(i));
    }
    return byCandidate;
  }

  private static SortedSet<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String stack(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> "  at " + frame)
        .collect(Collectors.joining("\n"));
  }
}
