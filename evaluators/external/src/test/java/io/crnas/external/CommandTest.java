package io.crnas.external;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.framework.Evaluation;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
class CommandTest {
  private static final List<Allocation> CANDIDATES = Contexts.CANDIDATES;
  private static final List<Allocation> ONE = List.of(Allocation.parse("1-2-2-3/1.12.13.111"));
  private static final Evaluation SCORED = Evaluation.of(Map.of("AP", 0.5));

  @TempDir private Path base;

  private List<Evaluation> ask(Commands commands, List<Allocation> candidates)
      throws IOException, InterruptedException {
    try (var evaluator = Commands.open(base, commands)) {
      List<Evaluation> answers = evaluator.evaluate(candidates);
      try (Stream<Path> left = Files.list(base.resolve("kept"))) {
        assertEquals(List.of(), left.toList(), "files of the calls");
      }
      return answers;
    }
  }

  private String reason(Commands commands) throws IOException, InterruptedException {
    return assertInstanceOf(Evaluation.Failed.class, ask(commands, ONE).getFirst()).reason();
  }

  /** The process that a script named in a file, once it is there. */
  private ProcessHandle named(String file) throws IOException, InterruptedException {
    Path pid = base.resolve(file);
    while (!Files.exists(pid) || Files.size(pid) == 0) {
      Thread.sleep(5);
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    process.onExit().get(10, TimeUnit.SECONDS);
  }

  @Test
  void theQuestionIsOneJsonObjectAndTheProgramRunsBesideTheDescriptor() throws Exception {
    assertEquals(List.of(SCORED), ask(Commands.sh("cat > question; echo '{\"AP\": 0.5}'"), ONE));
    assertEquals(
        """
        {"candidate":"1-2-2-3/1.12.13.111","stages":[1,2,2,3],\
        "dilations":[[1],[1,2],[1,3],[1,1,1]],"level":"stage","seed":7}
        """,
        Files.readString(base.resolve("question")));
  }

  @Test
  void whatOneProgramAnsweredIsToldBeforeTheOthersEnd() throws Exception {
    Allocation slow = CANDIDATES.getFirst();
    // The others' answers end it; without them it would wait for its whole minute.
    String script =
        "q=$(cat); case $q in *'\"%s\"'*) while [ ! -e told ]; do sleep 0.01; done;; esac;"
                .formatted(slow)
            + " echo '{\"AP\": 0.5}'";
    List<Integer> told = new ArrayList<>();
    try (var evaluator = Commands.open(base, Commands.sh(script).parallel(2))) {
      List<Evaluation> answers =
          evaluator.evaluate(
              CANDIDATES,
              (place, evaluation) -> {
                assertEquals(SCORED, evaluation);
                told.add(place);
                if (told.size() == CANDIDATES.size() - 1) {
                  assertDoesNotThrow(() -> Files.createFile(base.resolve("told")));
                }
              });
      assertEquals(Collections.nCopies(CANDIDATES.size(), SCORED), answers);
    }
    assertEquals(0, told.getLast());
    assertEquals(CANDIDATES.size(), new HashSet<>(told).size());
  }

  @Test
  void aJavaProgramAnswers() throws Exception {
    Files.writeString(
        base.resolve("Score.java"),
        """
        void main() throws IOException {
          String question = new String(System.in.readAllBytes());
          IO.println("{\\"AP\\": 0.5, \\"length\\": " + question.length() + "}");
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var answer = (Evaluation.Scored) ask(Commands.of(java, "Score.java"), ONE).getFirst();
    assertEquals(0.5, answer.metric("AP"));
    assertTrue(answer.metric("length") > 100, answer::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          exit 7                            | exit status 7
          echo so >&2; echo it is >&2; exit 1 | exit status 1; the end of standard error: so it is
          kill -9 $$                        | exit status 137
          true                              | nothing on standard output
          echo; echo                        | nothing on standard output
          echo epoch 1                      | standard output is not JSON (
          echo '{"AP": 1'                   | standard output is not JSON (
          echo '{"AP": 1, "AP": 2}'         | standard output is not JSON (
          echo '[0.5]'                      | standard output is not one JSON object of numbers: [0.5]
          echo 0.5                          | standard output is not one JSON object of numbers: 0.5
          echo '{"AP": "high"}'             | standard output is not a number for AP: {"AP": "high"}
          echo '{"AP": {"all": 1}}'         | standard output is not a number for AP
          echo '{"AP": 1} {"AP": 2}'        | standard output is not one JSON object and nothing behind it
          echo '{}'                         | standard output is not any number
          echo '{"AP": NaN, "AP50": 1}'     | not a finite number: {AP=NaN}
          echo '{"AP": -Infinity}'          | not a finite number: {AP=-Infinity}
          echo '{"AP": 1e999}'              | not a finite number: {AP=Infinity}
          """)
  void anAnswerThatIsNoneIsAFailureWithItsReason(String script, String reason) throws Exception {
    String told = reason(Commands.sh(script));
    assertTrue(told.startsWith(reason), told);
  }

  @Test
  void aFailureCostsItsCandidateAlone() throws Exception {
    String script =
        """
        read question
        case $question in
          *1-2-2-3*) exit 1 ;;
          *3-2-1-2*) kill -9 $$ ;;
          *) echo '{"AP": 0.5}' ;;
        esac
        """;
    assertEquals(
        List.of(
            SCORED,
            new Evaluation.Failed("exit status 1"),
            new Evaluation.Failed("exit status 137"),
            SCORED),
        ask(Commands.sh(script).parallel(3), CANDIDATES));
  }

  @Test
  void aProgramThatHangsIsKilledWithWhatItStarted() throws Exception {
    String script =
        """
        sh -c 'echo $$ > grandchild; sleep 60; true' &
        echo $$ > child
        echo waiting >&2
        wait
        """;
    assertEquals(
        "no answer within 3.0 s; the end of standard error: waiting",
        reason(Commands.sh(script).timeout(3)));
    assertEquals(List.of(), alive("child", "grandchild"));
  }

  /** Those of the named processes that do not end. */
  private List<String> alive(String... files) throws IOException, InterruptedException {
    Stream.Builder<String> alive = Stream.builder();
    for (String file : files) {
      long pid = Long.parseLong(Files.readString(base.resolve(file)).strip());
      for (int look = 0; look < 1000 && isAlive(pid); look++) {
        Thread.sleep(10);
      }
      if (isAlive(pid)) {
        alive.add(file);
      }
    }
    return alive.build().toList();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "yes >&2", "yes | tr -d '\\n'"})
  void aProgramThatFloodsIsKilled(String script) throws Exception {
    String reason = reason(Commands.sh(script));
    assertTrue(reason.startsWith("more than 16 MiB of output"), reason);
    assertTrue(reason.length() < 3_000, reason);
  }

  @Test
  void aGrandchildThatKeepsTheOutputOpenHoldsUpNobody() throws Exception {
    String script = "sleep 60 & echo $! > grandchild; echo '{\"AP\": 0.5}'";
    List<Evaluation> answers = ask(Commands.sh(script), ONE);
    ProcessHandle grandchild = named("grandchild");
    boolean alive = grandchild.isAlive();
    grandchild.destroyForcibly();
    assertEquals(List.of(SCORED), answers);
    assertTrue(alive, "it was waited for");
  }

  @Test
  void aFailureIsTriedAgainAsOftenAsSet() throws Exception {
    // Fails twice.
    String script = "echo >> calls; test $(wc -l < calls) = 3 && echo '{\"AP\": 0.5}'";
    assertEquals("exit status 1 (the last of 2 attempts)", reason(Commands.sh(script).retries(1)));
    Files.delete(base.resolve("calls"));
    assertEquals(List.of(SCORED), ask(Commands.sh(script).retries(5), ONE));
    assertEquals(3, Files.readAllLines(base.resolve("calls")).size());
  }

  @Test
  void asManyRunAtATimeAsSet() throws Exception {
    // Each waits for the others.
    String script =
        """
        touch here.$$
        while test $(ls here.* | wc -l) -lt 4; do sleep 0.01; done
        echo '{"AP": 0.5}'
        """;
    assertEquals(
        List.of(SCORED, SCORED, SCORED, SCORED), ask(Commands.sh(script).parallel(4), CANDIDATES));
  }

  @Test
  void anInterruptKillsWhatRuns() throws Exception {
    String script =
        """
        sh -c 'echo $$ > grandchild; sleep 60; true' &
        echo $$ > child
        wait
        """;
    try (var evaluator = Commands.open(base, Commands.sh(script))) {
      var evaluation = new FutureTask<>(() -> evaluator.evaluate(CANDIDATES));
      Thread thread = Thread.ofPlatform().daemon().start(evaluation);
      ProcessHandle child = named("child");
      ProcessHandle grandchild = named("grandchild");

      thread.interrupt();

      Throwable thrown = assertThrows(ExecutionException.class, evaluation::get).getCause();
      assertInstanceOf(InterruptedException.class, thrown);
      assertEnds(child);
      assertEnds(grandchild);
    }
  }

  @Test
  void aProgramThatIsNotThereIsRefusedBeforeAnythingIsAsked() throws Exception {
    Files.writeString(base.resolve("plain.sh"), "echo");
    assertRefused(
        "no-such-program-here, which is in no folder of the PATH", "no-such-program-here");
    assertRefused(base.resolve("./none.sh") + ", which is no file", "./none.sh");
    assertRefused(base.resolve("./plain.sh") + ", not executable", "./plain.sh");
    assertRefused("plain.sh, which is in no folder of the PATH", "plain.sh");
  }

  private void assertRefused(String found, String program) {
    var refused =
        assertThrows(
            InvalidInputException.class, () -> Commands.open(base, Commands.of(program, "x")));
    assertEquals(found, refused.problems().getFirst().found());
    var checked =
        assertThrows(
            InvalidInputException.class,
            () -> new CommandProvider().check(Commands.of(program, "x").settings(), "AP", base));
    assertEquals(refused.problems(), checked.problems());
  }

  @Test
  void aProgramThatCanNotBeStartedEndsTheSearchAndCostsNoCandidate() throws Exception {
    Path script = Files.writeString(base.resolve("score"), "#!/no/such/interpreter\n");
    assertTrue(script.toFile().setExecutable(true));
    try (var evaluator = Commands.open(base, Commands.of("./score").parallel(2))) {
      var thrown = assertThrows(UncheckedIOException.class, () -> evaluator.evaluate(CANDIDATES));
      assertTrue(thrown.getMessage().contains("score"), thrown::getMessage);
    }
  }

  @Test
  void theFingerprintIsThatOfTheCommandAndTheFilesItNames() throws Exception {
    Path script = Files.writeString(base.resolve("score.sh"), "echo 1");
    String fingerprint = fingerprint(Commands.of("sh", "score.sh"));

    assertEquals(fingerprint, fingerprint(Commands.of("sh", "score.sh").parallel(8)));
    assertNotEquals(fingerprint, fingerprint(Commands.of("sh", "score.sh", "-x")));
    assertNotEquals(fingerprint, fingerprint(Commands.of("sh", "score.sh").version("2")));
    assertNotEquals(fingerprint, fingerprint(Commands.of("sh", "score.sh").timeout(1)));
    Files.writeString(script, "echo 2");
    assertNotEquals(fingerprint, fingerprint(Commands.of("sh", "score.sh")));
  }

  private String fingerprint(Commands commands) throws IOException {
    try (var evaluator = Commands.open(base, commands)) {
      return evaluator.fingerprint();
    }
  }

  @Test
  void whatAnotherProcessThatLivesHasThereStays() throws Exception {
    var other = new ProcessBuilder("sleep", "60").start();
    try {
      Path its = Files.createDirectories(base.resolve("kept/call-%d-1".formatted(other.pid())));
      Commands.open(base, Commands.sh("echo '{\"AP\": 0.5}'")).close();
      assertTrue(Files.exists(its));

      other.destroyForcibly().waitFor();
      Commands.open(base, Commands.sh("echo '{\"AP\": 0.5}'")).close();
      assertFalse(Files.exists(its));
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void whatAKilledProcessLeftIsClearedAway() throws Exception {
    Path left = Files.createDirectories(base.resolve("kept/call123"));
    Files.writeString(left.resolve("in"), "{}");
    try (var evaluator = Commands.open(base, Commands.sh("echo '{\"AP\": 0.5}'"))) {
      assertFalse(Files.exists(left));
      assertEquals(List.of(SCORED), evaluator.evaluate(ONE));
    }
  }
}
