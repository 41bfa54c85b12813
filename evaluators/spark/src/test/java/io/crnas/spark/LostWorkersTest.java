package io.crnas.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.Crnas;
import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.run.DescriptorPipeline;
import io.crnas.framework.worker.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to workers or to the process that searches costs time, and nothing else. */
@EnabledOnOs(OS.LINUX)
class LostWorkersTest {
  private static final String COMMAND = "{kind: command, command: [sh, score.sh]}";

  /** Scores of the candidates, which differ. */
  private static final String SCORE =
      "echo \"$question\" | cksum | sed 's/ .*/}/; s/^/{\"AP\": 0./'\n";

  /** The first time, it says which process asks and waits for the end of that. */
  private static final String WAIT_ONCE =
      """
      read question
      echo asked >> asked
      case $question in
        *'"2-1-1-1/'*)
          if mkdir waits 2> /dev/null; then
            echo $PPID > waits/pid
            while kill -0 $PPID 2> /dev/null; do sleep 0.2; done
          fi ;;
      esac
      """
          + SCORE;

  @TempDir private static Path shared;
  private static SparkCluster cluster;

  @TempDir private Path folder;
  private Runs runs;

  @BeforeAll
  static void start() throws Exception {
    cluster = SparkCluster.start(shared).withWorker().withWorker();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @BeforeEach
  void begin() {
    runs = new Runs(folder);
  }

  private Path script(String text) throws IOException {
    return Files.writeString(folder.resolve("score.sh"), text);
  }

  /** A run that goes on in another thread. */
  private FutureTask<Path> began(String evaluator) {
    var run = new FutureTask<>(() -> runs.run("there", evaluator, List.of()));
    Thread.ofPlatform().start(run);
    return run;
  }

  /** The worker process that waits with a candidate. */
  private ProcessHandle waiting() throws Exception {
    return ProcessHandle.of(Long.parseLong(Runs.await(folder.resolve("waits/pid")))).orElseThrow();
  }

  /** What was asked for twice is what was lost. */
  private void assertAskedOnceMore(Path run) throws IOException {
    assertEquals(Runs.answers(run).size() + 1, Files.readAllLines(folder.resolve("asked")).size());
  }

  @Test
  void aWorkerKilledAmidACandidateChangesNothing() throws Exception {
    script(WAIT_ONCE);
    FutureTask<Path> run = began(cluster.on(COMMAND));
    assertTrue(waiting().destroyForcibly());
    Path there = run.get();
    assertAskedOnceMore(there);
    Runs.assertSame(runs.run("here", COMMAND, List.of()), there);
    assertTrue(runs.said().stream().anyMatch(line -> line.contains("is lost")), runs::toString);
  }

  /** A stopped process is to others what one is whose network was cut: no answer, no end. */
  @Test
  void aWorkerThatIsNotHeardOfChangesNothingAndIsSaid() throws Exception {
    script(WAIT_ONCE);
    FutureTask<Path> run = began(cluster.impatiently(COMMAND));
    ProcessHandle worker = waiting();
    signal("STOP", worker);
    try {
      Path there = run.get();
      assertAskedOnceMore(there);
      Runs.assertSame(runs.run("here", COMMAND, List.of()), there);
    } finally {
      worker.destroyForcibly();
    }
    assertTrue(
        runs.said().stream()
            .anyMatch(line -> line.contains("is lost") && line.contains("heartbeat")),
        runs::toString);
  }

  /** The worker that it is cut from goes on, and its late answer is heard by nobody. */
  @ParameterizedTest
  @EnumSource
  void aNetworkThatIsCutChangesNothingAndIsSaid(Relay.Cut how) throws Exception {
    script(WAIT_ONCE);
    try (var relay = new Relay(2);
        var own = SparkCluster.start(Files.createDirectory(folder.resolve("cluster")))) {
      own.withWorker();
      FutureTask<Path> run = began(own.by(relay, COMMAND));
      waiting();
      relay.cut(how);
      // Another one comes by a network that is whole.
      own.withWorker();
      Path there = run.get();
      assertAskedOnceMore(there);
      Runs.assertSame(runs.run("here", COMMAND, List.of()), there);
      List<WorkerState> workers = WorkerState.read(there.resolve("stage-spark/workers.tsv"));
      assertTrue(workers.getFirst().lost().isPresent(), workers::toString);
      assertEquals(
          Runs.answers(there).size(),
          workers.stream().mapToLong(WorkerState::answered).sum(),
          workers::toString);
    }
    // Who is told that a connection is closed ends by itself.
    String why = how == Relay.Cut.SILENT ? "heartbeat" : "";
    assertTrue(
        runs.said().stream().anyMatch(line -> line.contains("is lost") && line.contains(why)),
        runs::toString);
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()));
    assertEquals(0, kill.start().waitFor());
  }

  @Test
  void aDriverThatIsKilledGoesOnWhereItWas() throws Exception {
    script(WAIT_ONCE);
    Path descriptor = runs.descriptor(cluster.on(COMMAND), List.of());
    Path run = folder.resolve("there");
    Process driver =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "@src/main/plugin/java-options",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                SparkCluster.classPath(),
                Crnas.class.getName(),
                "run",
                descriptor.toString(),
                "--out",
                run.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("driver.log").toFile())
            .start();
    waiting();
    Path here = runs.run("here", COMMAND, List.of());
    int all = Runs.answers(here).size();
    // The other worker scores all but the one that waits, and each is in the journal by itself.
    while (Runs.answers(run).size() < all - 1) {
      assertTrue(driver.isAlive(), () -> Runs.text(folder.resolve("driver.log")));
      Thread.sleep(20);
    }
    driver.destroyForcibly().waitFor();
    Files.delete(folder.resolve("asked"));
    try (Evaluators evaluators = Evaluators.onClassPath()) {
      new DescriptorPipeline().resume(run, evaluators, runs.progress());
    }
    assertEquals(List.of("asked"), Files.readAllLines(folder.resolve("asked")));
    Runs.assertSame(here, run);
  }

  @Test
  void aStragglerKeepsNobodyWaiting() throws Exception {
    // It answers when all others are there, which they never were if they waited for it.
    script(
        """
        read question
        name=$(echo "$question" | cksum | cut -d ' ' -f 1)
        case $question in
          *'"2-1-1-1/'*)
            while [ -e others ] && [ "$(ls done | wc -l)" -lt "$(cat others)" ]; do sleep 0.1; done ;;
        esac
        touch "done/$name"
        """
            + SCORE);
    Path done = Files.createDirectory(folder.resolve("done"));
    Path here = runs.run("here", COMMAND, List.of());
    List<String> all = Runs.names(done);
    for (String name : all) {
      Files.delete(done.resolve(name));
    }
    Files.writeString(folder.resolve("others"), Integer.toString(all.size() - 1));
    Path there = runs.run("there", cluster.on(COMMAND), List.of());
    Runs.assertSame(here, there);
    // What is done by the other worker may still be on its way when the straggler answers.
    List<String> last =
        RunJournal.read(there).reversed().stream()
            .limit(2)
            .map(entry -> entry.answer().candidate())
            .toList();
    assertTrue(last.stream().anyMatch(one -> one.startsWith("2-1-1-1/")), last::toString);
  }

  @Test
  void aCandidateThatKillsItsWorkersCostsItselfAlone() throws Exception {
    script("if grep -q '\"2-1-1-1/'; then kill -9 $PPID; sleep 60; fi; echo '{\"AP\": 0.5}'\n");
    Path run = runs.run("poisoned", cluster.on(COMMAND, "attempts: 2"), List.of());
    Runs.assertFailsAlone(run, "2-1-1-1", "2 worker processes died of it");
  }
}
