package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.status.RunStatus;
import io.crnas.experiments.worker.Seats;
import io.crnas.experiments.worker.WorkerPlan;
import io.crnas.experiments.worker.Workers;
import io.crnas.experiments.worker.WorkersEvaluator;
import io.crnas.framework.Evaluation;
import io.crnas.framework.device.Device;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.progress.Progress;
import io.crnas.framework.worker.WorkerState;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What worker processes train and score ends in the bytes that one process makes alone. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class WorkersRunTest {
  private static final Pattern PROCESS = Pattern.compile("process (\\d+) on .*");

  @TempDir static Path shared;

  private static Path descriptor;

  /** Without workers. */
  private static Path alone;

  @TempDir Path scratch;

  @BeforeAll
  static void runAlone() throws IOException {
    descriptor = Files.writeString(shared.resolve("workers.yaml"), yaml());
    alone = shared.resolve("alone");
    Ending.of("run", descriptor.toString(), "--out", alone.toString(), "--quiet").requireStatus(0);
  }

  /** Candidates that are trained, candidates that a supernet scores, a race and two seeds. */
  private static String yaml() {
    String levels =
        """
        levels:
          - level: stage
            evaluator: {kind: standalone, steps: 10, batch: 2, recipe: &recipe {batch: 2, warmup-steps: 2}}
            strategy: {kind: random, evaluations: 5}
          - level: spatial
            evaluator: {kind: supernet, steps: 10, batch: 2, recipe: *recipe, calibration-images: 4}
            strategy: {kind: random, evaluations: 5}
        retrain:
          steps: 12
          seeds: 2
          race: {start: 3, keep: [1], seeds: [1, 2]}
          recipe: *recipe
        export: {timed-runs: 0}
        """;
    return TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
        .replaceFirst("(?s)levels:.*", "")
        .concat(levels);
  }

  private static List<Answer> answers(Path run) {
    return RunJournal.inOrder(RunJournal.read(run)).stream()
        // How long one took is another matter.
        .map(answer ->
            new Answer(
                answer.level(),
                answer.candidate(),
                answer.generation(),
                answer.place(),
                answer.evaluation(),
                answer.cost(),
                0,
                answer.fingerprint()))
        .toList();
  }

  /** All but what tells times, and who worked. */
  private static void assertSame(Path expected, Path there) throws IOException {
    assertEquals(answers(expected), answers(there));
    var files = new HashSet<>(TinyRun.files(expected));
    files.add(WorkerState.FILE);
    assertSame(expected, there, files);
  }

  /**
   * @param expected the folder of a run, or of one of its budgets
   * @param names of what is to be there
   */
  private static void assertSame(Path expected, Path there, Set<String> names) throws IOException {
    assertEquals(
        Files.readString(expected.resolve("results.json")),
        Files.readString(there.resolve("results.json")));
    var actual = TinyRun.files(there);
    for (Set<String> files : List.of(names, actual)) {
      files.removeIf(file -> file.startsWith("journal.sqlite-"));
    }
    assertEquals(names, actual);
    Set<String> others =
        Set.of("journal.sqlite", "journal.sqlite.lock", "metrics.csv", "timings.json");
    try (Stream<Path> files = Files.list(expected)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        if (!others.contains(name) && actual.contains(name)) {
          assertArrayEquals(
              Files.readAllBytes(file), Files.readAllBytes(there.resolve(name)), name);
        }
      }
    }
    assertEquals(steps(expected), steps(there));
  }

  /** The net and the step of each line of the metrics. */
  private static List<String> steps(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.replaceFirst("^([^,]*,[^,]*),.*", "$1"))
        .sorted()
        .toList();
  }

  private static List<WorkerState> workers(Path run) throws IOException {
    Path file = run.resolve(WorkerState.FILE);
    return Files.exists(file) ? WorkerState.read(file) : List.of();
  }

  private static ProcessHandle process(WorkerState worker) {
    Matcher place = PROCESS.matcher(worker.place());
    assertTrue(place.matches(), worker::place);
    return ProcessHandle.of(Long.parseLong(place.group(1))).orElseThrow();
  }

  @Test
  void twoWorkersEndInTheSameBytesAndEachHasDoneItsPart() throws Exception {
    Path run = scratch.resolve("run");
    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet", "--workers", "2")
        .requireStatus(0);
    assertSame(alone, run);
    List<WorkerState> workers = workers(run);
    assertEquals(2, workers.size(), workers::toString);
    // Candidates of both levels, and nets: the finalists and the baseline, the last again, seeds.
    long answered = workers.stream().mapToLong(WorkerState::answered).sum();
    assertTrue(answered >= answers(run).size() + 6, workers::toString);
    for (WorkerState worker : workers) {
      assertTrue(worker.answered() > 0, workers::toString);
      assertEquals(Optional.empty(), worker.lost());
    }
    try (Evaluators evaluators = Evaluators.onClassPath()) {
      List<String> lines = RunStatus.read(run, evaluators, Instant.now()).lines();
      assertTrue(lines.stream().anyMatch(line -> line.startsWith("worker 1 ")), lines::toString);
    }
  }

  @Test
  void severalBudgetsEndInTheSameBytesWithWorkers() throws Exception {
    Path several =
        Files.writeString(
            scratch.resolve("several.yaml"),
            TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
                + "budgets: [1-2-1-2, resnet18]\n");
    Path expected = scratch.resolve("expected");
    Path run = scratch.resolve("run");
    String[] command = {"run", several.toString(), "--quiet", "--out"};
    Ending.of(with(command, expected.toString())).requireStatus(0);
    Ending.of(with(command, run.toString(), "--workers", "2")).requireStatus(0);

    assertSame(expected, run);
    // Candidates of both levels of both budgets, and of each the baseline and perhaps another net.
    List<WorkerState> workers = workers(run);
    long answered = workers.stream().mapToLong(WorkerState::answered).sum();
    assertTrue(answered >= answers(run).size() + 2, workers::toString);
    for (String budget : List.of("1-2-1-2", "resnet18")) {
      assertTrue(
          answers(run).stream().anyMatch(answer -> answer.level().equals(budget + "/spatial")));
      Path folder = Path.of("budgets", budget);
      assertSame(
          expected.resolve(folder), run.resolve(folder), TinyRun.files(expected.resolve(folder)));
    }
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aWorkerAndThenTheLeaderKilledAmidTheirWorkChangeNothing() throws Exception {
    Path run = scratch.resolve("run");
    var command =
        List.of("run", descriptor.toString(), "--out", run.toString(), "--json", "--workers", "2");
    List<ProcessHandle> workers = new ArrayList<>();
    try (Child child = Child.start(scratch, command.toArray(String[]::new))) {
      child.awaitLine("asking 2 workers");
      while (workers(run).size() < 2) {
        Thread.sleep(5);
      }
      assertTrue(process(workers(run).getFirst()).destroyForcibly());
      child.awaitLine("is lost, and another has its work: killed by signal 9");
      // Amid the race, whose nets are the last.
      child.awaitLine("finalist-1");
      workers(run).stream()
          .filter(worker -> worker.lost().isEmpty())
          .map(WorkersRunTest::process)
          .forEach(workers::add);
      assertEquals(2, workers.size());
      child.kill().await();
    }
    assertFalse(Files.exists(run.resolve("results.json")));
    for (ProcessHandle worker : workers) {
      worker.onExit().join();
    }
    List<Entry> before = RunJournal.read(run);
    Ending.of("resume", run.toString(), "--quiet", "--workers", "2").requireStatus(0);
    assertEquals(before, RunJournal.read(run).subList(0, before.size()));
    assertSame(alone, run);
  }

  @Test
  void aCandidateThatItsWorkersDieOfCostsItselfAlone() throws Exception {
    Path run = Files.createDirectory(scratch.resolve("run"));
    List<Answer> expected =
        answers(alone).stream().filter(answer -> answer.level().equals("stage")).toList();
    List<Allocation> asked = expected.stream().map(RunJournal::candidate).toList();
    var job =
        new EvaluatorJob(yaml(), "stage", asked.getFirst(), run, OptionalLong.empty(), Map.of());
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    try (var workers =
            new Workers(
                new WorkerPlan(1, Optional.empty()),
                run,
                Seats.deal(1, new Device.Auto(), 0),
                saying(said));
        var evaluator =
            new WorkersEvaluator(
                workers,
                JobOpening.open(job, run, new Device.Auto(), Progress.silent()),
                job,
                Progress.silent())) {
      var killer = new Thread(() -> killThree(run));
      killer.start();
      assertEquals(
          List.of(
              new Evaluation.Failed(
                  "3 workers died of it, one after the other; the last: killed by signal 9")),
          evaluator.evaluate(List.of(asked.getFirst())));
      killer.join();
      assertEquals(
          3, said.stream().filter(line -> line.contains("is lost")).count(), said::toString);
      assertEquals(
          expected.stream().skip(1).map(Answer::evaluation).toList(),
          evaluator.evaluate(asked.subList(1, asked.size())));
    }
  }

  private static Progress saying(List<String> said) {
    return new Progress() {
      @Override
      public Task start(String name, long total, String unit) {
        return Progress.silent().start(name, total, unit);
      }

      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }

  /** The first three workers, each as soon as it is there. */
  private static void killThree(Path run) {
    try {
      for (int number = 0; number < 3; number++) {
        while (workers(run).size() <= number) {
          Thread.sleep(5);
        }
        process(workers(run).get(number)).destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRankingIsTrainedByWorkersAndAnswersTheSame() throws Exception {
    List<Path> runs = new ArrayList<>();
    for (List<String> options : List.of(List.<String>of(), List.of("--workers", "2"))) {
      Path run = TinyRun.copy(alone, scratch.resolve("run-" + options.size()));
      Stream<String> rank =
          Stream.of("rank", run.toString(), "--candidates", "3", "--steps", "5", "--quiet");
      Ending.of(Stream.concat(rank, options.stream()).toArray(String[]::new)).requireStatus(0);
      runs.add(run.resolve("rank"));
    }
    assertEquals(Set.copyOf(answers(runs.getFirst())), Set.copyOf(answers(runs.getLast())));
    assertEquals(6, answers(runs.getLast()).size());
    assertEquals(6, workers(runs.getLast()).stream().mapToLong(WorkerState::answered).sum());
  }

  @Test
  void workersBesideTrainingsSideBySideAreRefused() throws Exception {
    Ending ending =
        Ending.of(
                "run",
                descriptor.toString(),
                "--out",
                scratch.resolve("run").toString(),
                "--workers",
                "2",
                "--set",
                "parallel=2")
            .requireStatus(2);
    assertTrue(ending.complainsOf("--workers", "parallel: 2", "one of them"), ending::toString);
  }
}
