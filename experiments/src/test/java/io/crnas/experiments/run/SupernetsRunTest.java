package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.crnas.experiments.journal.RunJournal;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two supernets of a level score its candidates together. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class SupernetsRunTest {
  private static final String FIRST = "stage-supernet.safetensors";
  private static final String SECOND = "stage-supernet-2.safetensors";

  @TempDir static Path shared;

  private static Path descriptor;

  /** A run that nothing disturbed. */
  private static Path two;

  @TempDir Path scratch;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    descriptor = Files.writeString(shared.resolve("two.yaml"), yaml("supernets: 2, "));
    two = shared.resolve("two");
    run(descriptor, two).requireStatus(0);
  }

  /** The stage level alone, all of whose candidates are scored. */
  private static String yaml(String supernets) {
    return TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replaceFirst("(?s)levels:.*", "")
        + """
        levels:
          - level: stage
            evaluator: {kind: supernet, %ssteps: 12, recipe: {batch: 2, warmup-steps: 2},
              calibration-images: 4}
            strategy: {kind: exhaustive}
        """
            .formatted(supernets);
  }

  private static Ending run(Path descriptor, Path folder, String... options) {
    Stream<String> command =
        Stream.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet");
    return Ending.of(Stream.concat(command, Stream.of(options)).toArray(String[]::new));
  }

  private static Map<String, Evaluation> scores(Path run) {
    return RunJournal.inOrder(RunJournal.read(run)).stream()
        .collect(Collectors.toMap(Answer::candidate, Answer::evaluation));
  }

  private static byte[] bytes(Path run, String file) throws IOException {
    return Files.readAllBytes(run.resolve(file));
  }

  private static void assertSame(Path expected, Path actual) throws IOException {
    for (String file : List.of("results.json", FIRST, SECOND)) {
      assertArrayEquals(bytes(expected, file), bytes(actual, file), file);
    }
    assertEquals(scores(expected), scores(actual));
  }

  @Test
  void theFirstIsThatOfARunWithOneAndTheSecondIsAnother() throws IOException {
    Path alone = Files.writeString(scratch.resolve("one.yaml"), yaml(""));
    Path one = scratch.resolve("one");
    run(alone, one).requireStatus(0);

    assertArrayEquals(bytes(one, FIRST), bytes(two, FIRST));
    assertFalse(Arrays.equals(bytes(two, FIRST), bytes(two, SECOND)));
    assertFalse(Files.exists(one.resolve(SECOND)));
    assertEquals(scores(one).keySet(), scores(two).keySet());
    assertNotEquals(scores(one), scores(two));
  }

  @Test
  void aRunThatIsKilledInTheSecondEndsAsOneThatWasNot() throws Exception {
    Path folder = scratch.resolve("killed");
    List<String> doomed =
        Child.java(
            scratch,
            Doomed.class,
            "DIE",
            "stage supernet 2",
            "1",
            "7",
            "run",
            descriptor.toString(),
            "--out",
            folder.toString(),
            "--quiet");
    try (Child child = Child.start(scratch, doomed)) {
      child.await().requireStatus(128 + 9);
    }
    assertArrayEquals(bytes(two, FIRST), bytes(folder, FIRST));
    assertFalse(Files.exists(folder.resolve(SECOND)));

    Ending.of("resume", folder.toString(), "--quiet").requireStatus(0);

    assertSame(two, folder);
  }

  @Test
  void workersScoreByBothToo() throws IOException {
    Path folder = scratch.resolve("workers");
    run(descriptor, folder, "--workers", "2").requireStatus(0);
    assertSame(two, folder);
  }
}
