package io.crnas.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Descriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.run.DescriptorPipeline;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs of one small descriptor with different evaluators.
 *
 * @param folder where they are
 * @param said what they said
 * @param atWork who hears which work begins
 */
record Runs(Path folder, List<String> said, Consumer<String> atWork) {

  Runs(Path folder) {
    this(folder, _ -> {});
  }

  Runs(Path folder, Consumer<String> atWork) {
    this(folder, Collections.synchronizedList(new ArrayList<>()), atWork);
  }

  /** A run that searches all of seven or eight candidates; of other lines all but the first. */
  Path run(String name, String evaluator, List<String> lines)
      throws IOException, InterruptedException {
    Path run = folder.resolve(name);
    new DescriptorPipeline().run(Descriptor.read(descriptor(evaluator, lines)), run, progress());
    return run;
  }

  Path descriptor(String evaluator, List<String> lines) throws IOException {
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
    return Files.writeString(folder.resolve("clustered.yaml"), yaml);
  }

  Progress progress() {
    return new Progress() {
      @Override
      public Task start(String name, long total, String unit) {
        atWork.accept(name);
        return Progress.silent().start(name, total, unit);
      }

      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }

  static void assertSame(Path expected, Path actual) throws IOException {
    assertEquals(answers(expected), answers(actual));
    assertArrayEquals(
        Files.readAllBytes(expected.resolve("results.json")),
        Files.readAllBytes(actual.resolve("results.json")));
  }

  static void assertFailsAlone(Path run, String candidate, String reason) {
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
  static List<Answer> answers(Path run) {
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

  /** Waits until a file is there that is not empty, and reads it. */
  static String await(Path file) throws IOException, InterruptedException {
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.sleep(20);
    }
    return Files.readString(file).strip();
  }

  /** What is in a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names in a folder. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
