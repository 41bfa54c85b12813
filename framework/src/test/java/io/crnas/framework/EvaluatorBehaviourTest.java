package io.crnas.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.crnas.framework.behaviour.EvaluatorBehaviour;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  private static final String EARLY = "whatIsToldEarlyIsWhatIsReturned";
  private static final String FAILED_GROUP = "aCandidateThatFailsFailsItsGroupAlone";

  /** Who breaks a rule, the tests that must fail then, and a word of what they say. */
  static Stream<Arguments> breakers() {
    return Stream.of(
        Arguments.of(Breakers.Aloof.class, "score alike", List.of(ALIKE)),
        Arguments.of(
            Breakers.Positional.class, "reversed", List.of(BATCH, ORDER, FAILURE, FAILED_GROUP)),
        Arguments.of(Breakers.Sociable.class, "alone", List.of(BATCH, FAILURE, FAILED_GROUP)),
        Arguments.of(Breakers.Tiring.class, "asked twice", List.of(AGAIN, ORDER, FAILURE)),
        Arguments.of(
            Breakers.Lucky.class,
            "opened again",
            List.of(AGAIN, BATCH, ORDER, FAILURE, GROUP, FAILED_GROUP)),
        Arguments.of(Breakers.Fickle.class, "after an evaluation", List.of(FINGERPRINT)),
        Arguments.of(Breakers.Contagious.class, "amid", List.of(FAILURE, FAILED_GROUP)),
        Arguments.of(Breakers.Silent.class, "answers for", List.of(FAILURE, FAILED_GROUP)),
        Arguments.of(Breakers.Lenient.class, "failing()", List.of(FAILED_GROUP)),
        Arguments.of(Breakers.Clannish.class, "groups of one", List.of(GROUP)),
        Arguments.of(Breakers.Rash.class, "told early", List.of(EARLY)),
        Arguments.of(Breakers.ThreadLeak.class, "[thread forgotten]", List.of(RELEASE)),
        Arguments.of(Breakers.ProcessLeak.class, "process ", List.of(RELEASE)),
        Arguments.of(Breakers.FileLeak.class, "open file ", List.of(RELEASE)),
        Arguments.of(Breakers.Litterer.class, "files left", List.of(RELEASE)),
        Arguments.of(Breakers.ClosedOnce.class, "NoSuchFile", List.of(TWICE)),
        Arguments.of(Breakers.Deaf.class, "LockSupport.parkNanos", List.of(INTERRUPT)),
        Arguments.of(Breakers.Stubborn.class, "nothing was thrown", List.of(INTERRUPT)),
        Arguments.of(Breakers.Hasty.class, "make it last longer", List.of(INTERRUPT)));
  }

  @AfterAll
  static void closeWhatWasForgotten() throws IOException {
    Breakers.closeWhatWasForgotten();
  }

  @Test
  void anHonestEvaluatorPassesEveryTest() {
    assertEquals(Map.of(), failures(Breakers.Honest.class));
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
}
