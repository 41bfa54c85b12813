package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.Crnas;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.json.Json;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;

/** One candidate is scored by a process of its own as the search would score it. */
class ScoreTest {
  private static final String SCENES =
      "{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";

  @TempDir Path scratch;

  private Path descriptor(String name, String levels) throws IOException {
    String yaml = TinyRun.yaml(SCENES).replaceFirst("(?s)levels:.*", "");
    return Files.writeString(
        scratch.resolve(name + ".yaml"),
        yaml.replace("name: tiny", "name: " + name) + "levels:\n" + levels);
  }

  /** Two candidates, each trained alone. */
  private Path alone() throws IOException {
    return descriptor(
        "alone",
        """
          - level: stage
            evaluator: {kind: standalone, steps: 15, recipe: {batch: 2, warmup-steps: 2}}
            strategy: {kind: random, evaluations: 2}
        """);
  }

  private List<Answer> run(Path descriptor) {
    Path folder = scratch.resolve("run-" + descriptor.getFileName());
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    return RunJournal.answers(folder);
  }

  private static Map<String, Double> metrics(Answer answer) {
    return new TreeMap<>(((Evaluation.Scored) answer.evaluation()).metrics());
  }

  private static Map<String, Double> answered(Ending ending) {
    ending.requireStatus(0);
    return Json.MAPPER.readValue(
        ending.out().getLast(), new TypeReference<TreeMap<String, Double>>() {});
  }

  @Test
  void ofADescriptorItIsTheScoreOfTheTrainingAlone() throws IOException {
    Path descriptor = alone();
    for (Answer answer : run(descriptor)) {
      String[] command = {
        "score",
        descriptor.toString(),
        answer.candidate(),
        "--out",
        scratch.resolve("scored").toString(),
        "--quiet"
      };
      assertEquals(metrics(answer), answered(Ending.of(command)));
      // What was trained is there.
      assertEquals(metrics(answer), answered(Ending.of(command)));
    }
    assertFalse(Files.exists(scratch.resolve("scored/journal.sqlite")));
  }

  @Test
  void ofARunItIsTheScoreOfItsSupernet() throws IOException {
    String evaluator =
        "{kind: supernet, steps: 15, recipe: {batch: 2, warmup-steps: 2}, calibration-images: 4}";
    Path descriptor =
        descriptor(
            "supernets",
            """
              - {level: stage, evaluator: %s, strategy: {kind: random, evaluations: 3}}
              - {level: spatial, evaluator: %s, strategy: {kind: random, evaluations: 3}}
            """
                .formatted(evaluator, evaluator));
    List<Answer> answers = run(descriptor);
    Path folder = scratch.resolve("run-supernets.yaml");
    byte[] timings = Files.readAllBytes(folder.resolve("timings.json"));
    for (String level : List.of("stage", "spatial")) {
      Answer last =
          answers.stream()
              .filter(answer -> answer.level().equals(level))
              .reduce((_, later) -> later)
              .orElseThrow();
      assertEquals(
          metrics(last),
          answered(
              Ending.of(
                  "score", folder.toString(), last.candidate(), "--level", level, "--quiet")));
    }
    assertEquals(answers, RunJournal.answers(folder));
    assertEquals(
        new String(timings, StandardCharsets.UTF_8),
        Files.readString(folder.resolve("timings.json")));
  }

  /** The search of one process, whose candidates are scored by others. */
  @Test
  void aSearchThatAsksItHasTheAnswersOfASearchByItself() throws IOException {
    Path alone = alone();
    List<String> command =
        Child.java(
            scratch,
            Crnas.class,
            "score",
            alone.toString(),
            "--out",
            scratch.resolve("scored").toString(),
            "--quiet");
    Path asking =
        descriptor(
            "asking",
            """
              - level: stage
                evaluator: {kind: command, command: [%s], timeout: 300, parallel: 2}
                strategy: {kind: random, evaluations: 2}
            """
                .formatted(
                    command.stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(", "))));
    List<Answer> expected = run(alone);
    List<Answer> answers = run(asking);
    assertEquals(
        expected.stream().map(Answer::candidate).toList(),
        answers.stream().map(Answer::candidate).toList());
    assertEquals(
        expected.stream().map(ScoreTest::metrics).toList(),
        answers.stream().map(ScoreTest::metrics).toList());
  }

  @Test
  void whatCanNotBeScoredIsRefusedWithTheReason() throws IOException {
    Path alone = alone();
    Path supernet =
        descriptor(
            "untrained",
            "  - {level: stage, evaluator: {kind: supernet, steps: 15,"
                + " recipe: {warmup-steps: 2}}}\n");
    String out = scratch.resolve("out").toString();
    assertRefused("within the budget", "score", alone.toString(), "1-1-1-1", "--out", out);
    assertRefused("one of stage", "score", alone.toString(), "2-2-2-2", "--level", "spatial");
    assertRefused("no supernet yet", "score", supernet.toString(), "2-2-2-2", "--out", out);
    assertFalse(Files.exists(Path.of(out)));
    InputStream in = System.in;
    try {
      for (String asked : List.of("", "{", "[1]", "{\"candidate\": 3}")) {
        System.setIn(new ByteArrayInputStream(asked.getBytes(StandardCharsets.UTF_8)));
        assertRefused("standard input", "score", alone.toString());
      }
    } finally {
      System.setIn(in);
    }
  }

  private static void assertRefused(String words, String... command) {
    Ending ending = Ending.of(command).requireStatus(2);
    assertTrue(ending.complainsOf(words), ending::toString);
  }
}
