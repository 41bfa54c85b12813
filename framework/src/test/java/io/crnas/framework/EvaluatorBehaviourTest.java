package io.crnas.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.crnas.framework.behaviour.EvaluatorBehaviour;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The behaviour suite passes an honest evaluator, and fails each one that breaks a rule. */
class EvaluatorBehaviourTest {
  private static final String ALIKE = "candidatesAreScoredAndNotAllAlike";
  private static final String ORDER = "theOrderOfCandidatesChangesNoAnswer";
  private static final String BATCH = "aBatchIsAnsweredAsItsCandidatesOneByOne";
  private static final String AGAIN = "anEvaluatorOpenedAgainAnswersTheSame";
  private static final String FINGERPRINT = "theFingerprintStaysTheSame";
  private static final String FAILURE = "aCandidateThatFailsTouchesNoOther";
  private static final String RELEASE = "closeReleasesThreadsProcessesAndFiles";
  private static final String TWICE = "closingTwiceIsHarmless";
  private static final String INTERRUPT = "anInterruptEndsALongEvaluationWithinTwoSeconds";

  private static final String GROUP = "aGroupOfOneIsAnsweredAsItsCandidate";
  private static final String FAILED_GROUP = "aCandidateThatFailsFailsItsGroupAlone";

  /** Open files, held here: the garbage collector closes those that nobody holds, at any moment. */
  private static final List<InputStream> FORGOTTEN = new ArrayList<>();

  /** Who breaks a rule, the tests that must fail then, and a word of what they say. */
  static Stream<Arguments> breakers() {
    return Stream.of(
        Arguments.of(Aloof.class, "score alike", List.of(ALIKE)),
        Arguments.of(Positional.class, "reversed", List.of(BATCH, ORDER, FAILURE, FAILED_GROUP)),
        Arguments.of(Sociable.class, "alone", List.of(BATCH, FAILURE, FAILED_GROUP)),
        Arguments.of(Tiring.class, "asked twice", List.of(AGAIN, ORDER, FAILURE)),
        Arguments.of(
            Lucky.class,
            "opened again",
            List.of(AGAIN, BATCH, ORDER, FAILURE, GROUP, FAILED_GROUP)),
        Arguments.of(Fickle.class, "after an evaluation", List.of(FINGERPRINT)),
        Arguments.of(Contagious.class, "amid", List.of(FAILURE, FAILED_GROUP)),
        Arguments.of(Silent.class, "answers for", List.of(FAILURE, FAILED_GROUP)),
        Arguments.of(Lenient.class, "failing()", List.of(FAILED_GROUP)),
        Arguments.of(Clannish.class, "groups of one", List.of(GROUP)),
        Arguments.of(ThreadLeak.class, "[thread forgotten]", List.of(RELEASE)),
        Arguments.of(ProcessLeak.class, "process ", List.of(RELEASE)),
        Arguments.of(FileLeak.class, "open file ", List.of(RELEASE)),
        Arguments.of(Litterer.class, "files left", List.of(RELEASE)),
        Arguments.of(ClosedOnce.class, "NoSuchFile", List.of(TWICE)),
        Arguments.of(Deaf.class, "LockSupport.parkNanos", List.of(INTERRUPT)),
        Arguments.of(Stubborn.class, "nothing was thrown", List.of(INTERRUPT)),
        Arguments.of(Hasty.class, "make it last longer", List.of(INTERRUPT)));
  }

  @AfterAll
  static void closeWhatWasForgotten() throws IOException {
    for (InputStream forgotten : FORGOTTEN) {
      forgotten.close();
    }
  }

  @Test
  void anHonestEvaluatorPassesEveryTest() {
    assertEquals(Map.of(), failures(Honest.class));
  }

  @ParameterizedTest
  @MethodSource("breakers")
  void anEvaluatorThatBreaksARuleFailsTheTestsOfThatRule(
      Class<? extends EvaluatorBehaviour<?>> breaker, String words, List<String> tests) {
    Map<String, String> failures = failures(breaker);
    assertEquals(
        tests.stream().sorted().toList(), List.copyOf(failures.keySet()), failures::toString);
    assertTrue(
        failures.values().stream().anyMatch(message -> message.contains(words)),
        failures::toString);
  }

  /** Name of each failed test to what it said. */
  private static Map<String, String> failures(Class<? extends EvaluatorBehaviour<?>> suite) {
    Map<String, String> failures = new TreeMap<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(suite)).build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result
                    .getThrowable()
                    .filter(_ -> result.getStatus() == TestExecutionResult.Status.FAILED)
                    .ifPresent(thrown ->
                        failures.put(test.getDisplayName().replace("()", ""), thrown.toString()));
              }
            });
    return failures;
  }

  /** Scores a word by its length, and can not score an empty one. */
  static class Quick extends EvaluatorBehaviour<String> {
    @Override
    protected Evaluator<String> open(Path folder) throws Exception {
      return new Scorer(UnaryOperator.identity());
    }

    @Override
    protected List<String> candidates() {
      return List.of("stage", "spatial", "supernet", "net");
    }

    @Override
    protected Optional<String> failing() {
      return Optional.of("");
    }

    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.empty();
    }
  }

  /** Keeps every rule. */
  static final class Honest extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(
          new Scorer(UnaryOperator.identity()) {
            @Override
            public List<Evaluation> evaluate(List<String> candidates) throws InterruptedException {
              Thread.sleep(10_000);
              return super.evaluate(candidates);
            }

            @Override
            public void close() {
              // Java begins a thread for the first of these, and keeps it.
              new CompletableFuture<String>()
                  .completeOnTimeout("closed", 1, TimeUnit.MILLISECONDS)
                  .join();
            }
          });
    }
  }

  /** Scores each candidate by its length, then changes all answers of a batch. */
  private static class Scorer implements Evaluator<String> {
    private final UnaryOperator<List<Evaluation>> change;

    Scorer(UnaryOperator<List<Evaluation>> change) {
      this.change = change;
    }

    @Override
    public String fingerprint() {
      return "length";
    }

    @Override
    public List<Evaluation> evaluate(List<String> candidates) throws InterruptedException {
      return change.apply(candidates.stream().map(Scorer::score).toList());
    }

    private static Evaluation score(String candidate) {
      return candidate.isEmpty()
          ? new Evaluation.Failed("an empty word")
          : Evaluation.of(Map.of("length", (double) candidate.length()));
    }

    @Override
    public void close() {}
  }

  /** Adds a number to the scores of a batch by their position. */
  private static List<Evaluation> plus(List<Evaluation> answers, IntToDoubleFunction added) {
    List<Evaluation> changed = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      changed.add(
          switch (answers.get(i)) {
            case Evaluation.Scored scored ->
                Evaluation.of(Map.of("length", scored.metric("length") + added.applyAsDouble(i)));
            case Evaluation.Failed failed -> failed;
          });
    }
    return changed;
  }

  /** Lets time pass, interrupted or not. */
  private static void waitFor(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      // Returns at once while the thread is interrupted.
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  static final class Aloof extends Quick {
    @Override
    protected List<String> candidates() {
      return List.of("one", "two", "six");
    }
  }

  static final class Positional extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(answers -> plus(answers, i -> i));
    }
  }

  static final class Sociable extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(answers -> plus(answers, _ -> answers.size()));
    }
  }

  static final class Tiring extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      int[] asked = {0};
      return new Scorer(answers -> plus(answers, _ -> -asked[0]++));
    }
  }

  static final class Lucky extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      double luck = ThreadLocalRandom.current().nextDouble();
      return new Scorer(answers -> plus(answers, _ -> luck));
    }
  }

  static final class Fickle extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public String fingerprint() {
          return "length " + System.nanoTime();
        }
      };
    }
  }

  static final class Contagious extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(answers ->
          answers.stream()
              .filter(Evaluation.Failed.class::isInstance)
              .findFirst()
              .map(failed -> Collections.nCopies(answers.size(), failed))
              .orElse(answers));
    }
  }

  static final class Silent extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(
          answers -> answers.stream().filter(Evaluation.Scored.class::isInstance).toList());
    }
  }

  /** Leaves failures out of the mean. */
  static final class Lenient extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public List<Evaluation> evaluateTogether(List<List<String>> groups)
            throws InterruptedException {
          return super.evaluateTogether(
              groups.stream()
                  .map(group -> group.stream().filter(word -> !word.isEmpty()).toList())
                  .toList());
        }
      };
    }
  }

  static final class Clannish extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public List<Evaluation> evaluateTogether(List<List<String>> groups)
            throws InterruptedException {
          return plus(super.evaluateTogether(groups), _ -> 1);
        }
      };
    }
  }

  static final class ThreadLeak extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) {
      Thread.ofPlatform().daemon().name("forgotten").start(() -> waitFor(Duration.ofSeconds(30)));
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class ProcessLeak extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      new ProcessBuilder("sleep", "30").start();
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class FileLeak extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      FORGOTTEN.add(Files.newInputStream(Files.writeString(folder.resolve("open"), "")));
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class Litterer extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      Files.createTempFile(folder, "score", ".txt");
      return new Scorer(UnaryOperator.identity());
    }
  }

  static final class ClosedOnce extends Quick {
    @Override
    protected Evaluator<String> open(Path folder) throws IOException {
      Path lock = Files.createTempFile("lock", "");
      return new Scorer(UnaryOperator.identity()) {
        @Override
        public void close() {
          try {
            Files.delete(lock);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
    }
  }

  static final class Deaf extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(
          new Scorer(answers -> {
            waitFor(Duration.ofSeconds(30));
            return answers;
          }));
    }
  }

  /** Ends at once, but as if nothing had been. */
  static final class Stubborn extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(
          new Scorer(answers -> {
            while (!Thread.currentThread().isInterrupted()) {
              LockSupport.park();
            }
            return answers;
          }));
    }
  }

  static final class Hasty extends Quick {
    @Override
    protected Optional<Evaluator<String>> openSlow(Path folder) {
      return Optional.of(new Scorer(UnaryOperator.identity()));
    }
  }
}
