package io.crnas.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.rank.Trainings;
import io.crnas.experiments.run.DescriptorPipeline;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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

  private Runs runs() {
    return new Runs(folder);
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
    Path here = runs().run("here", lines.getFirst(), lines);
    Path there = runs().run("there", cluster.on(lines.getFirst()), lines);
    Runs.assertSame(here, there);
    long different = Runs.answers(here).stream().map(Answer::evaluation).distinct().count();
    assertTrue(different > 1, "alike they could be mixed up: " + Runs.answers(here));
  }

  @Test
  void eachGpuIsOneProcessAtATimeAndACandidateThatThrowsCostsItselfAlone() throws Exception {
    Path notes = Files.createDirectory(folder.resolve("notes"));
    Path run;
    try (var gpus = SparkCluster.start(Files.createDirectory(folder.resolve("cluster")))) {
      gpus.withGpus(shared.resolve("gpus"), 2);
      run =
          runs()
              .run(
                  "gpus",
                  gpus.on("{kind: probe, notes: %s}".formatted(notes), "gpus: 1"),
                  List.of());
    }
    Runs.assertFailsAlone(run, "1-1-1-3", "poison");
    assertEquals(List.of("by-cuda-0", "by-cuda-1"), Runs.names(notes));
  }

  @Test
  void whatAnEvaluatorRefusesThereEndsTheRunAsItDoesHere() {
    String refusing = "{kind: probe, notes: %s, refuses: true}".formatted(folder);
    for (String evaluator : List.of(refusing, cluster.on(refusing))) {
      String name = evaluator.equals(refusing) ? "refused-here" : "refused-there";
      var ended =
          assertThrows(InvalidInputException.class, () -> runs().run(name, evaluator, List.of()));
      assertTrue(ended.getMessage().contains("a table without"), ended::getMessage);
    }
  }

  @Test
  void workersWithoutCrnasEndTheRunAndItSaysSo() throws Exception {
    Files.writeString(folder.resolve("score.sh"), "echo '{\"AP\": 0.5}'\n");
    String strange =
        cluster.on("{kind: command, command: [sh, score.sh]}", "class-path: " + folder);
    var ended =
        assertThrows(InvalidInputException.class, () -> runs().run("strange", strange, List.of()));
    assertTrue(ended.getMessage().contains("do not know crnas"), ended::getMessage);
  }

  @Test
  void aClusterWithoutASecretOrMasterIsRefusedAtOnce() throws Exception {
    String inner = "evaluator: {kind: command, command: [sh, -c, x]}";
    var none =
        assertThrows(
            InvalidInputException.class,
            () ->
                runs()
                    .run(
                        "none",
                        "{kind: spark, master: \"spark://127.0.0.1:1\", " + inner + "}",
                        List.of()));
    assertTrue(none.getMessage().contains("secret"), none::getMessage);
    String silent =
        "{kind: spark, master: \"spark://127.0.0.1:1\", secret: %s, %s}"
            .formatted(cluster.secret(), inner);
    var refused =
        assertThrows(InvalidInputException.class, () -> runs().run("silent", silent, List.of()));
    assertTrue(refused.getMessage().contains("nobody answers"), refused::getMessage);
    String twice = cluster.on(cluster.on("{kind: command, command: [sh]}"));
    var nested =
        assertThrows(InvalidInputException.class, () -> runs().run("twice", twice, List.of()));
    assertTrue(nested.getMessage().contains("spark"), nested::getMessage);
  }

  @Test
  void aRankingIsTrainedByTheWorkersThatScored() throws Exception {
    String supernet = "{kind: supernet, steps: 15, calibration-images: 4, " + RECIPE + "}";
    List<String> lines = List.of("", SCENES, DETECTOR);
    Path here = runs().run("here", supernet, lines);
    Path there = runs().run("there", cluster.on(supernet, "together: 8"), lines);
    var trainings =
        new Trainings(
            Optional.empty(),
            3,
            Optional.empty(),
            Optional.of(15),
            1,
            Optional.empty(),
            Optional.empty(),
            "AP");
    for (Path run : List.of(here, there)) {
      try (Evaluators evaluators = Evaluators.onClassPath()) {
        new DescriptorPipeline().rank(run, evaluators, trainings, runs().progress());
      }
    }
    assertEquals(3, Runs.answers(here.resolve("rank")).size());
    assertEquals(Runs.answers(here.resolve("rank")), Runs.answers(there.resolve("rank")));
    // What is trained lies where it was trained.
    assertTrue(Files.exists(here.resolve("rank/15-steps")));
    assertFalse(Files.exists(there.resolve("rank/15-steps")));
  }

  @Test
  void aRaceIsTrainedAndJudgedByTheWorkersThatScored() throws Exception {
    Files.writeString(folder.resolve("score.sh"), "cksum | sed 's/ .*/}/; s/^/{\"AP\": 0./'\n");
    List<String> lines =
        List.of(
            "",
            SCENES,
            DETECTOR,
            "retrain: {steps: 15, recipe: {batch: 2, warmup-steps: 2},"
                + " race: {start: 3, keep: [1], seeds: [1, 2]}}",
            "export: {timed-runs: 0}");
    String command = "{kind: command, command: [sh, score.sh]}";
    Path here = runs().run("here", command, lines);
    Path there = runs().run("there", cluster.on(command), lines);
    for (String file : List.of("results.json", "found.safetensors", "baseline.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(here.resolve(file)), Files.readAllBytes(there.resolve(file)), file);
    }
    List<Answer> race =
        Runs.answers(there).stream().filter(one -> one.level().equals("finalists")).toList();
    // Three and perhaps the baseline, and then the best and the baseline, which may be one.
    assertTrue(List.of(4, 5, 6).contains(race.size()), race::toString);
    assertEquals(2, race.stream().map(Answer::fingerprint).distinct().count(), race::toString);
    List<Answer> searched = new ArrayList<>(Runs.answers(there));
    searched.removeAll(race);
    assertEquals(Runs.answers(here), searched);
    // What is trained lies where it was trained.
    assertTrue(Files.exists(here.resolve("finalist-1.safetensors")));
    assertFalse(Files.exists(there.resolve("finalist-1.safetensors")));
  }

  @Test
  void aWorkerWithOtherDataIsRefused() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (String split : List.of("train", "test")) {
      data(data, split, 3);
    }
    String images =
        """
        data: {kind: coco, path: %s, image-size: 64/64, validation-images: 1,
          train: {annotations: annotations/instances_train.json, images: train},
          test: {annotations: annotations/instances_test.json, images: test}}
        """
            .formatted(data);
    try (var other = SparkCluster.start(Files.createDirectory(folder.resolve("cluster")))) {
      // The only worker comes when this process has read its data, and finds others.
      Consumer<String> late =
          work -> {
            if (work.startsWith("asking ")) {
              change(data, other);
            }
          };
      String evaluator = other.on("{kind: standalone, steps: 15, " + RECIPE + "}");
      var refused =
          assertThrows(
              InvalidInputException.class,
              () -> new Runs(folder, late).run("run", evaluator, List.of("", images, DETECTOR)));
      for (String word : List.of("a worker on 127.0.0.1", "others than those of the run")) {
        assertTrue(refused.getMessage().contains(word), refused::getMessage);
      }
    }
    assertEquals(List.of(), Runs.answers(folder.resolve("run")));
  }

  private static void change(Path data, SparkCluster cluster) {
    try {
      data(data, "train", 2);
      cluster.withWorker();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pictures with a square each, in the layout of COCO. */
  private static void data(Path data, String split, int count) throws IOException {
    Files.createDirectories(data.resolve(split));
    List<String> images = new ArrayList<>();
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      picture.createGraphics().fillRect(i, i, 20, 20);
      String name = split + i + ".png";
      ImageIO.write(picture, "png", data.resolve(split, name).toFile());
      images.add(
          "{\"id\": %d, \"file_name\": \"%s\", \"width\": 64, \"height\": 64}"
              .formatted(i + 1, name));
      objects.add(
          ("{\"id\": %d, \"image_id\": %d, \"category_id\": 1, \"bbox\": [%d, %d, 20, 20],"
                  + " \"area\": 400, \"iscrowd\": 0}")
              .formatted(i + 1, i + 1, i, i));
    }
    Path annotations = Files.createDirectories(data.resolve("annotations"));
    Files.writeString(
        annotations.resolve("instances_" + split + ".json"),
        "{\"images\": %s, \"annotations\": %s, \"categories\": [{\"id\": 1, \"name\": \"square\"}]}"
            .formatted(images, objects));
  }
}
