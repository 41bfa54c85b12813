package io.crnas.framework.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.journal.Journal;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.space.Choices;
import io.crnas.framework.space.Level;
import io.crnas.framework.space.Levels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
  private static final Level<Choices> LEVEL = Levels.dilations(2);
  private static final Choices A = Choices.of(0, 0);
  private static final Choices B = Choices.of(0, 1);
  private static final Choices C = Choices.of(2, 0);
  private static final Choices D = Choices.of(2, 2);

  @TempDir Path directory;
  private Journal journal;

  @BeforeEach
  void open() throws IOException {
    journal = Journal.open(directory.resolve("journal"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void eachBatchGoesToTheEvaluatorInOneCallWithoutWhatWasAnsweredBefore() throws Exception {
    var evaluator = new Landscape(choices -> choices.get(0));
    search(evaluator, List.of(A, B, A), List.of(B, C, C, D), List.of(A, D), List.of(D));
    assertEquals(List.of(List.of(A, B), List.of(C, D)), evaluator.batches());
  }

  @Test
  void everyAnswerIsInTheJournalBeforeTheNextBatch() throws Exception {
    var evaluator = new Landscape(choices -> choices.get(0) / 3.0);
    var seen = new ArrayList<Integer>();
    run(
        evaluator,
        scores -> {
          for (List<Choices> batch : List.of(List.of(A, B), List.of(C), List.of(D))) {
            scores.of(batch);
            seen.add(journal.entries().size());
          }
        });
    assertEquals(List.of(2, 3, 4), seen);
    Answer third = journal.entries().get(2).answer();
    var evaluation = Evaluation.of(Map.of("AP", 2 / 3.0));
    assertEquals(
        new Answer(
            "spatial", C.toString(), 1, 0, evaluation, 114, third.milliseconds(), "landscape"),
        third);
  }

  @Test
  void answersInTheJournalAreTakenUnderTheSameFingerprintOnly() throws Exception {
    search(new Landscape(choices -> 1, "old"), List.of(A, B));
    var same = new Landscape(choices -> 2, "old");
    Outcome<Choices> reused = search(same, List.of(B, A));
    assertEquals(List.of(), same.batches());
    assertEquals(1, reused.evaluation().metric("AP"));
    var other = new Landscape(choices -> 2, "new");
    Outcome<Choices> fresh = search(other, List.of(B, A));
    assertEquals(List.of(List.of(B, A)), other.batches());
    assertEquals(2, fresh.evaluation().metric("AP"));
  }

  @Test
  void whatCouldNotBeScoredScoresWorstAndNeverWins() throws Exception {
    var evaluator =
        new Landscape(choices -> choices.equals(B) ? -1e300 : choices.equals(C) ? -1e301 : 0 / 0.0);
    var scores = new ArrayList<double[]>();
    Outcome<Choices> outcome = run(evaluator, asker -> scores.add(asker.of(List.of(A, C, D, B))));
    assertEquals(B, outcome.best());
    assertEquals(Double.NEGATIVE_INFINITY, scores.getFirst()[0]);
    assertEquals(Double.NEGATIVE_INFINITY, scores.getFirst()[2]);
    assertTrue(journal.entries().getFirst().answer().evaluation() instanceof Evaluation.Failed);
  }

  @Test
  void whereNothingWasScoredTheMessageGivesTheReason() {
    var evaluator = new Landscape(choices -> Double.NaN);
    var failed = assertThrows(InvalidInputException.class, () -> search(evaluator, List.of(A, B)));
    assertTrue(failed.toString().contains("none of 2"), failed::toString);
    assertTrue(failed.toString().contains("AP=NaN"), failed::toString);
  }

  @Test
  void anInterruptWhileTheEvaluatorAnswersLosesNeitherTheAnswersNorTheJournal() throws Exception {
    var evaluator =
        new Landscape(choices -> {
          Thread.currentThread().interrupt();
          return 1;
        });
    assertThrows(
        InterruptedException.class,
        () ->
            run(
                evaluator,
                asker -> {
                  asker.of(List.of(A));
                  asker.of(List.of(B));
                }));
    assertEquals(1, journal.entries().size());
  }

  @Test
  void amongEqualsTheFirstAskedWinsWhereverItsAnswerCameFrom() throws Exception {
    assertEquals(B, search(new Landscape(choices -> 1), List.of(B, A), List.of(C)).best());
    var resumed = new Landscape(choices -> 1);
    assertEquals(D, search(resumed, List.of(D, A, B)).best());
    assertEquals(List.of(List.of(D)), resumed.batches());
  }

  @Test
  void theHistoryTellsBestMeanAndCount() throws Exception {
    var evaluator = new Landscape(choices -> choices.equals(A) ? Double.NaN : choices.get(0) + 1);
    Outcome<Choices> outcome =
        search(evaluator, List.of(A), List.of(B, C, A), List.of(B), List.of(D));
    assertEquals(
        List.of(
            new Generation(0, 1, OptionalDouble.empty(), OptionalDouble.empty()),
            new Generation(1, 3, OptionalDouble.of(3), OptionalDouble.of(2)),
            new Generation(2, 3, OptionalDouble.of(3), OptionalDouble.of(1)),
            new Generation(3, 4, OptionalDouble.of(3), OptionalDouble.of(3))),
        outcome.history());
    assertEquals(C, outcome.best());
    assertEquals(114, outcome.cost());
  }

  @Test
  void tooFewAnswersAreAnError() {
    Evaluator<Choices> evaluator = answering(candidates -> List.of());
    var failed = assertThrows(IllegalStateException.class, () -> search(evaluator, List.of(A, B)));
    assertTrue(failed.toString().contains("0 answers for 2"), failed::toString);
    assertEquals(List.of(), journal.entries());
  }

  @Test
  void whatTheEvaluatorThrowsPassesThroughAndTheJournalKeepsTheBatchesBefore() {
    var thrown = new UnsupportedOperationException("no such operator");
    var known = new Landscape(choices -> 1);
    Evaluator<Choices> evaluator =
        answering(candidates -> {
          if (candidates.contains(C)) {
            throw thrown;
          }
          return known.evaluate(candidates);
        });
    var caught =
        assertThrows(
            UnsupportedOperationException.class,
            () -> search(evaluator, List.of(A, B), List.of(D, C)));
    assertSame(thrown, caught);
    assertEquals(2, journal.entries().size());
  }

  @Test
  void anInterruptIsNoticedBeforeTheNextBatch() {
    var evaluator = new Landscape(choices -> 1);
    assertThrows(
        InterruptedException.class,
        () ->
            run(
                evaluator,
                scores -> {
                  scores.of(List.of(A));
                  Thread.currentThread().interrupt();
                  scores.of(List.of(B));
                }));
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(List.of(List.of(A)), evaluator.batches());
    assertEquals(1, journal.entries().size());
  }

  @Test
  void anInfeasibleCandidateNeverReachesTheEvaluator() {
    var evaluator = new Landscape(choices -> 1);
    for (Choices wrong : List.of(Choices.of(0), Choices.of(0, 3))) {
      assertThrows(IllegalArgumentException.class, () -> search(evaluator, List.of(A, wrong)));
    }
    assertEquals(List.of(), evaluator.batches());
  }

  @Test
  void anObjectiveThatIsNotReportedIsNamedBesideThoseThatAre() {
    var search =
        new Search<>(
            LEVEL,
            strategy(scores -> scores.of(List.of(A))),
            new Landscape(choices -> 1),
            journal,
            1,
            "mAP",
            Progress.silent());
    var wrong = assertThrows(InvalidInputException.class, search::run);
    assertTrue(wrong.toString().contains("found mAP, expected one of AP"), wrong::toString);
  }

  @Test
  void groupsAreScoredAsOneAndJournaledUnderTheirMembers() throws Exception {
    var evaluator = new Landscape(choices -> choices.get(0));
    var scores = new ArrayList<double[]>();
    Asking asking =
        asker -> {
          asker.of(List.of(A));
          scores.add(asker.together(List.of(List.of(A, C, D), List.of(D, D), List.of(A, C, D))));
          scores.add(asker.of(List.of(A, B)));
        };
    Outcome<Choices> outcome = run(evaluator, asking);
    assertArrayEquals(new double[] {4 / 3., 2, 4 / 3.}, scores.get(0));
    assertEquals(
        List.of("0-0", "0-0 + 2-0 + 2-2", "2-2 + 2-2", "0-1"),
        journal.entries().stream().map(entry -> entry.answer().candidate()).toList());
    assertEquals(
        List.of(false, true, true, false),
        journal.entries().stream().map(entry -> entry.answer().isTogether()).toList());
    // A member of a group that was never asked for by itself is not the best.
    assertEquals(A, outcome.best());
    assertEquals(List.of(1, 3, 4), outcome.history().stream().map(Generation::evaluated).toList());

    var unasked = new Landscape(choices -> choices.get(0));
    assertEquals(outcome, run(unasked, asking));
    assertEquals(List.of(), unasked.batches());
  }

  @Test
  void aGroupOfOneIsItsMember() throws Exception {
    var evaluator = new Landscape(choices -> choices.get(0));
    Outcome<Choices> outcome =
        run(
            evaluator,
            asker -> {
              asker.together(List.of(List.of(C), List.of(A, B)));
              asker.of(List.of(C, A));
            });
    assertEquals(List.of(List.of(C, A, B), List.of(A)), evaluator.batches());
    assertEquals(C, outcome.best());
  }

  @Test
  void aGroupOrderedAnotherWayIsAnotherQuestion() throws Exception {
    var evaluator = new Landscape(choices -> choices.get(0));
    run(
        evaluator,
        asker -> {
          asker.of(List.of(A));
          asker.together(List.of(List.of(A, B), List.of(B, A)));
        });
    assertEquals(3, journal.entries().size());
  }

  @Test
  void theWholeAnswersAreTheEvaluators() throws Exception {
    var evaluator = new Landscape(choices -> choices.equals(B) ? Double.NaN : 0.25);
    var answers = new ArrayList<Evaluation>();
    run(evaluator, asker -> answers.addAll(asker.evaluations(List.of(B, A, B))));
    assertEquals(evaluator.evaluate(List.of(B, A, B)), answers);
  }

  @Test
  void entriesKeepTheOrderOfAsking() throws Exception {
    search(new Landscape(choices -> 1), List.of(D, A), List.of(C, B));
    List<String> candidates =
        journal.entries().stream().map(Entry::answer).map(Answer::candidate).toList();
    assertEquals(List.of("2-2", "0-0", "2-0", "0-1"), candidates);
  }

  /** What a strategy does with the scores. */
  private interface Asking {
    void ask(Scores scores) throws InterruptedException;
  }

  private interface Answering {
    List<Evaluation> answer(List<Choices> candidates);
  }

  @SafeVarargs
  private Outcome<Choices> search(Evaluator<Choices> evaluator, List<Choices>... batches)
      throws InterruptedException {
    return run(
        evaluator,
        scores -> {
          for (List<Choices> batch : batches) {
            scores.of(batch);
          }
        });
  }

  private Outcome<Choices> run(Evaluator<Choices> evaluator, Asking asking)
      throws InterruptedException {
    return new Search<>(LEVEL, strategy(asking), evaluator, journal, 1, "AP", Progress.silent())
        .run();
  }

  private static Strategy strategy(Asking asking) {
    return new Strategy() {
      @Override
      public long evaluations(Level<?> level) {
        return 9;
      }

      @Override
      public void search(Level<?> level, long seed, Scores scores) throws InterruptedException {
        asking.ask(scores);
      }
    };
  }

  private static Evaluator<Choices> answering(Answering answering) {
    return new Evaluator<>() {
      @Override
      public String fingerprint() {
        return "answering";
      }

      @Override
      public List<Evaluation> evaluate(List<Choices> candidates) {
        return answering.answer(candidates);
      }

      @Override
      public void close() {}
    };
  }
}
