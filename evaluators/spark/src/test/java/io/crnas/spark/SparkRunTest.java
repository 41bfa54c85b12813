package io.crnas.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.run.DescriptorPipeline;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs whose candidates are scored by two worker processes end in the bytes of local ones. */
@EnabledOnOs(OS.LINUX)
class SparkRunTest {
  private static final String SCENES =
      "data: {kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";
  private static final String DETECTOR =
      "detector: {kind: faster-rcnn, fpn-channels: 16, head-width: 32,"
          + " anchor-sizes: [8, 16, 24, 32, 48], rpn-pre-nms: 50, rpn-post-nms: 20,"
          + " rpn-batch: 16, roi-batch: 16, score-threshold: 0.0, detections: 10}";
  private static final String RECIPE = "recipe: {batch: 2, warmup-steps: 2}, batch: 2";

  @TempDir private static Path shared;
  private static SparkCluster cluster;
  @TempDir private Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws Exception {
    Path gpus =
        Files.writeString(
            shared.resolve("gpus"),
            "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    assertTrue(gpus.toFile().setExecutable(true));
    cluster = SparkCluster.start(shared).withWorker().withWorker();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  /** Evaluators, and the lines of a descriptor that they need. */
  static Stream<List<String>> evaluators() {
    return Stream.of(
        List.of("{kind: standalone, steps: 15, " + RECIPE + "}", SCENES, DETECTOR),
        List.of(
            "{kind: supernet, steps: 15, calibration-images: 4, " + RECIPE + "}", SCENES, DETECTOR),
        List.of("{kind: command, command: [sh, score.sh]}"));
  }

  @ParameterizedTest
  @MethodSource("evaluators")
  void theAnswersAndResultsAreThoseOfThisProcessAlone(List<String> lines) throws Exception {
    Files.writeString(
        folder.resolve("score.sh"),
        "sed 's/.*\"candidate\":\"\\([^\"]*\\)\".*/\\1/' | cksum | sed 's/ .*/}/; s/^/{\"AP\": 0./'\n");
    Path here = run("here", lines.getFirst(), lines);
    Path there = run("there", on(cluster, lines.getFirst()), lines);
    assertSame(here, there);
    long different = answers(here).stream().map(Answer::evaluation).distinct().count();
    assertTrue(different > 1, "alike they could be mixed up: " + answers(here));
  }

  @Test
  void aWorkerKilledAmidACandidateChangesNothing() throws Exception {
    // The one that is killed waits, the first time.
    Files.writeString(
        folder.resolve("score.sh"),
        "if grep -q '\"2-1-1-1/' && mkdir waits 2> /dev/null; then echo $PPID > waits/pid;"
            + " while :; do sleep 1; done; fi; echo '{\"AP\": 0.5}'\n");
    String command = "{kind: command, command: [sh, score.sh]}";
    var run = new FutureTask<>(() -> run("killed", on(cluster, command), List.of()));
    Thread.ofPlatform().start(run);
    Path pid = folder.resolve("waits/pid");
    while (!Files.exists(pid) || Files.size(pid) == 0) {
      Thread.sleep(20);
    }
    ProcessHandle worker =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    assertTrue(worker.destroyForcibly());
    Path killed = run.get();
    assertSame(run("here", command, List.of()), killed);
    assertTrue(said.stream().anyMatch(line -> line.contains("is lost")), said::toString);
  }

  @Test
  void aCandidateThatKillsItsWorkersCostsItselfAlone() throws Exception {
    Files.writeString(
        folder.resolve("score.sh"),
        "if grep -q '\"2-1-1-1/'; then kill -9 $PPID; sleep 60; fi; echo '{\"AP\": 0.5}'\n");
    String command = "{kind: command, command: [sh, score.sh]}";
    Path run = run("poisoned", on(cluster, command, "attempts: 2"), List.of());
    assertFailsAlone(run, "2-1-1-1", "2 worker processes died of it");
  }

  @Test
  void eachGpuIsOneProcessAtATimeAndACandidateThatThrowsCostsItselfAlone() throws Exception {
    Path notes = Files.createDirectory(folder.resolve("notes"));
    Path run;
    try (var gpus = SparkCluster.start(Files.createDirectory(folder.resolve("cluster")))) {
      gpus.withGpus(shared.resolve("gpus"), 2);
      run =
          run("gpus", on(gpus, "{kind: probe, notes: %s}".formatted(notes), "gpus: 1"), List.of());
    }
    assertFailsAlone(run, "1-1-1-3", "poison");
    try (Stream<Path> files = Files.list(notes)) {
      assertEquals(
          List.of("by-cuda-0", "by-cuda-1"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void whatAnEvaluatorRefusesThereEndsTheRunAsItDoesHere() {
    String refusing = "{kind: probe, notes: %s, refuses: true}".formatted(folder);
    for (String evaluator : List.of(refusing, on(cluster, refusing))) {
      String name = evaluator.equals(refusing) ? "refused-here" : "refused-there";
      var ended = assertThrows(InvalidInputException.class, () -> run(name, evaluator, List.of()));
      assertTrue(ended.getMessage().contains("a table without"), ended::getMessage);
    }
  }

  @Test
  void workersWithoutCrnasEndTheRunAndItSaysSo() throws Exception {
    Files.writeString(folder.resolve("score.sh"), "echo '{\"AP\": 0.5}'\n");
    String strange =
        on(cluster, "{kind: command, command: [sh, score.sh]}", "class-path: " + folder);
    var ended = assertThrows(InvalidInputException.class, () -> run("strange", strange, List.of()));
    assertTrue(ended.getMessage().contains("do not know crnas"), ended::getMessage);
  }

  @Test
  void aClusterWithoutASecretOrMasterIsRefusedAtOnce() throws Exception {
    String inner = "evaluator: {kind: command, command: [sh, -c, x]}";
    var none =
        assertThrows(
            InvalidInputException.class,
            () ->
                run(
                    "none",
                    "{kind: spark, master: \"spark://127.0.0.1:1\", " + inner + "}",
                    List.of()));
    assertTrue(none.getMessage().contains("secret"), none::getMessage);
    String silent =
        "{kind: spark, master: \"spark://127.0.0.1:1\", secret: %s, %s}"
            .formatted(cluster.secret(), inner);
    var refused = assertThrows(InvalidInputException.class, () -> run("silent", silent, List.of()));
    assertTrue(refused.getMessage().contains("nobody answers"), refused::getMessage);
    String twice = on(cluster, on(cluster, "{kind: command, command: [sh]}"));
    var nested = assertThrows(InvalidInputException.class, () -> run("twice", twice, List.of()));
    assertTrue(nested.getMessage().contains("spark"), nested::getMessage);
  }

  private static String on(SparkCluster cluster, String evaluator, String... more) {
    return "{%s, evaluator: %s%s}"
        .formatted(
            cluster.settings(),
            evaluator,
            Stream.of(more).map(setting -> ", " + setting).reduce("", String::concat));
  }

  private Path run(String name, String evaluator, List<String> lines)
      throws IOException, InterruptedException {
    String yaml =
        """
        name: clustered
        seed: 3
        threads: 1
        device: cpu
        space: {backbone: resnet18, width: 8, stages: [[1, 2], [1], [1, 2], [1, 3]]}
        budget: {input: 64x64, tolerance: 0.9, baseline: 1-1-1-1}
        levels:
          - {level: stage, evaluator: %s, objective: AP, strategy: {kind: exhaustive}}
        """
                .formatted(evaluator)
            + String.join("\n", lines.stream().skip(1).toList())
            + "\n";
    Path file = Files.writeString(folder.resolve("clustered.yaml"), yaml);
    Path run = folder.resolve(name);
    new DescriptorPipeline().run(Descriptor.read(file), run, saying());
    return run;
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    assertEquals(answers(expected), answers(actual));
    assertArrayEquals(
        Files.readAllBytes(expected.resolve("results.json")),
        Files.readAllBytes(actual.resolve("results.json")));
  }

  private static void assertFailsAlone(Path run, String candidate, String reason) {
    List<Answer> answers = answers(run);
    for (Answer answer : answers) {
      if (answer.candidate().startsWith(candidate)) {
        var failed = assertInstanceOf(Evaluation.Failed.class, answer.evaluation());
        assertTrue(failed.reason().contains(reason), failed.reason());
      } else {
        assertInstanceOf(Evaluation.Scored.class, answer.evaluation(), answer.candidate());
      }
    }
    assertTrue(answers.stream().anyMatch(answer -> answer.candidate().startsWith(candidate)));
  }

  /** Without what tells of time. */
  private static List<Answer> answers(Path run) {
    return RunJournal.answers(run).stream()
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

  private Progress saying() {
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
}
