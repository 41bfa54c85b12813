package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a run before it is one. */
class DryRunTest {
  private static final String TABLE = "levels[0].evaluator.file=";

  @TempDir Path scratch;

  @Test
  void validateCountsWhatEachLevelHasAndWillAskFor() {
    Ending ending = Ending.of("validate", "table.yaml", "bccd.yaml").requireStatus(0);

    assertEquals(
        List.of("level", "candidates", "within", "budget", "evaluations", "evaluator", "strategy"),
        words(ending.out().get(1)));
    // Ten numbers of blocks for each of four stages; sixteen candidates, then six times eight.
    assertEquals("153", words(ending.out().get(2)).get(2));
    assertEquals(List.of("64", "table", "evolution"), words(ending.out().get(2)).subList(3, 6));
    assertEquals("bccd.yaml: no problems", ending.out().get(3));
    assertEquals(List.of("stage", "625"), words(ending.out().get(5)).subList(0, 2));
    // 3 dilations of the baseline's 8 blocks.
    assertEquals(List.of("spatial", "6,561", "6,561"), words(ending.out().get(6)).subList(0, 3));
  }

  @Test
  void aDryRunRefusesTheWorkersThatTheRunWould() {
    Ending.of("run", "table.yaml", "--dry-run", "--workers", "2").requireStatus(0);
    Ending none = Ending.of("run", "table.yaml", "--dry-run", "--workers", "0").requireStatus(2);
    assertTrue(none.complainsOf("--workers", "at least 1"), none::toString);
    Ending both =
        Ending.of("run", "table.yaml", "--dry-run", "--workers", "2", "--set", "parallel=2")
            .requireStatus(2);
    assertTrue(both.complainsOf("--workers", "parallel: 2"), both::toString);
  }

  @Test
  void whereNoLevelIsSearchedValidateSaysSo() {
    Ending ending = Ending.of("validate", "bccd-mobilenetv2.yaml").requireStatus(0);

    assertEquals(
        List.of(
            "bccd-mobilenetv2.yaml: no problems",
            "no level is searched; the baseline itself is trained",
            "each final net is trained for 6 epochs"),
        ending.out());
  }

  @Test
  void aBudgetThatLeavesNoChoiceIsTold() throws IOException {
    Path file =
        Files.writeString(
            scratch.resolve("one.yaml"),
            Files.readString(Path.of("table.yaml"))
                .replace("space:", "space:\n  stages: [[3], [4], [6], [3]]"));
    String table = Path.of("table.csv").toAbsolutePath().toString();

    Ending valid = Ending.of("validate", file.toString(), "--set", TABLE + table).requireStatus(0);
    String told = "stage: one candidate alone is within the budget, so nothing is searched";
    assertTrue(valid.out().stream().anyMatch(line -> line.startsWith(told)), valid::toString);
    String run = scratch.resolve("run").toString();
    Ending ran = Ending.of("run", file.toString(), "--set", TABLE + table, "--out", run);
    ran.requireStatus(0);
    assertTrue(
        Stream.concat(ran.out().stream(), ran.err().stream())
            .anyMatch(line -> line.startsWith(told)),
        ran::toString);
  }

  @Test
  void aFileIsNoFolderForARun() throws IOException {
    Path file = Files.writeString(scratch.resolve("taken"), "mine");
    Ending ending = Ending.of("run", "table.yaml", "--out", file.toString()).requireStatus(2);
    assertTrue(ending.complainsOf(file.toString(), "a file", "a folder"), ending::toString);
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void whatNoBudgetMeetsOrIsTooMuchIsAProblemBeforeTheRun() throws IOException {
    String table = Files.readString(Path.of("table.yaml"));
    Path file =
        Files.writeString(
            scratch.resolve("a.yaml"),
            table.replaceAll("strategy:.*", "strategy: {kind: exhaustive, limit: 152}"));

    Ending ending = Ending.of("validate", file.toString()).requireStatus(2);

    assertTrue(ending.complainsOf("exhaustive search of 153 candidates"), ending::toString);
  }

  @Test
  void whatIsSaidHasTheSameDigitsInEveryLanguage() throws Exception {
    String table = Files.readString(Path.of("table.yaml"));
    String limited = table.replaceAll("strategy:.*", "strategy: {kind: exhaustive, limit: 152}");
    String file = Files.writeString(scratch.resolve("a.yaml"), limited).toString();
    var command =
        new ArrayList<>(Child.java(scratch, io.crnas.experiments.Crnas.class, "validate", file));
    command.addAll(1, List.of("-Duser.language=ar", "-Duser.country=EG"));
    try (Child child = Child.start(scratch, command)) {
      assertEquals(Ending.of("validate", file).requireStatus(2), child.await());
    }
  }

  @Test
  void stagesOfMoreCostsThanCanBeCountedAreAProblemBeforeTheRun() throws IOException {
    List<Integer> many = IntStream.rangeClosed(1, 80).boxed().toList();
    Path file =
        Files.writeString(
            scratch.resolve("a.yaml"),
            """
            name: many
            space: {backbone: resnet50, stages: %s}
            budget: {input: 64x64, metric: parameters, baseline: 40-40-40-40,
              tolerance: 0.5}
            levels:
              - {level: stage, evaluator: {kind: command, command: [java]}}
            """
                .formatted(List.of(many, many, many, many)));

    Ending ending = Ending.of("validate", file.toString()).requireStatus(2);

    assertTrue(
        ending.complainsOf(file + ": space.stages", "different costs", "fewer"), ending::toString);
    assertEquals(2, ending.err().size(), ending::toString);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
  void aDryRunThatIsStoppedLeavesNothingEither() throws Exception {
    String descriptor = TinyRun.descriptor(scratch).toString();
    String[] until = {"WAIT", "stage supernet", "1", "7", "run", descriptor, "--dry-run"};
    try (Child child = Child.start(scratch, Child.java(scratch, Doomed.class, until))) {
      child.awaitLine("waiting");
      assertEquals(1, temporary());
      child.terminate().await().requireStatus(128 + 15);
    }
    assertEquals(0, temporary());
  }

  /** Folders of dry runs that are there. */
  private long temporary() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("crnas-dry-run"))
          .count();
    }
  }

  @Test
  void aDryRunTellsHowLongEachPartTakesAndLeavesNothing() throws IOException {
    // 16 images to train on in batches of 2.
    String[] epochs = {
      "--set=levels[0].evaluator.steps=null",
      "--set=levels[0].evaluator.epochs=2",
      "--set=retrain.steps=null",
      "--set=retrain.epochs=3"
    };
    Path descriptor = TinyRun.descriptor(scratch);
    Path folder = scratch.resolve("run");

    List<String> command =
        new ArrayList<>(
            List.of("run", descriptor.toString(), "--dry-run", "--out", folder.toString()));
    command.addAll(List.of(epochs));
    Ending ending = Ending.of(command.toArray(String[]::new)).requireStatus(0);

    assertTrue(
        ending.out().stream().anyMatch(line -> line.contains(" supernet, 2 epochs, 16 steps ")),
        ending::toString);
    assertTrue(
        ending.out().contains("each final net is trained for 3 epochs, 24 steps"),
        ending::toString);
    assertFalse(Files.exists(folder));
    for (String part : List.of("stage", "spatial", "retrain", "in all")) {
      assertTrue(
          ending.out().stream()
              .anyMatch(line -> line.startsWith(part + " ") && line.contains("about")),
          ending::toString);
    }
  }

  /** 5,000 images are detected in, 500 are for statistics. */
  @Test
  void ofAGroupEachMemberIsCalibratedAndAllShareTheDetection() {
    Duration alone = Duration.ofSeconds(11);
    assertEquals(alone, DryRun.together(alone, 5_000, 500, 1));
    assertEquals(Duration.ofSeconds(18), DryRun.together(alone, 5_000, 500, 8));
    assertEquals(Duration.ofSeconds(635), DryRun.together(alone, 5_000, 500, 625));
  }

  private static List<String> words(String line) {
    return List.of(line.strip().split(" +", -1));
  }
}
