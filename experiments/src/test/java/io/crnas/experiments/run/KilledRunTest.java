package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.framework.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The same seed gives the same bytes, whatever happens on the way. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class KilledRunTest {
  @TempDir static Path shared;

  private static Path descriptor;

  /** A run that nothing disturbed. */
  private static Path whole;

  @TempDir Path scratch;

  private Path folder;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    descriptor = TinyRun.descriptor(shared);
    whole = shared.resolve("whole");
    run(whole).requireStatus(0);
  }

  private static Ending run(Path folder, String... options) {
    Stream<String> command =
        Stream.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet");
    return Ending.of(Stream.concat(command, Stream.of(options)).toArray(String[]::new));
  }

  private static Ending resume(Path folder) {
    return Ending.of("resume", folder.toString(), "--quiet");
  }

  private Path folder() {
    folder = scratch.resolve("run");
    return folder;
  }

  /** A child that begins the run, or goes on with it, up to its fate. */
  private Child doomed(Doomed.Fate fate, String work, int start, int units) throws IOException {
    Stream<String> command =
        Files.exists(folder.resolve("descriptor.yaml"))
            ? Stream.of("resume", folder.toString(), "--quiet")
            : Stream.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet");
    Stream<String> until =
        Stream.of(fate.name(), work, Integer.toString(start), Integer.toString(units));
    String[] arguments = Stream.concat(until, command).toArray(String[]::new);
    return Child.start(scratch, Child.java(scratch, Doomed.class, arguments));
  }

  private void killAt(String work, int start, int units) throws Exception {
    try (Child child = doomed(Doomed.Fate.DIE, work, start, units)) {
      // 128 and the number of the signal.
      child.await().requireStatus(128 + 9);
    }
    assertFalse(Files.exists(folder.resolve("results.json")));
  }

  private void killInTraining(String work, String weights) throws Exception {
    killAt(work, 1, 7);
    assertTrue(Files.exists(folder.resolve(weights + ".checkpoint")), weights);
    assertFalse(Files.exists(folder.resolve(weights)), weights);
  }

  private long answers(String level) {
    return Journal.read(folder.resolve("journal.sqlite")).stream()
        .filter(entry -> entry.answer().level().equals(level))
        .count();
  }

  @Test
  void theSameSeedGivesTheSameBytesInAnotherProcess() throws Exception {
    folder();
    try (Child child =
        Child.start(scratch, "run", descriptor.toString(), "--out", folder.toString(), "--json")) {
      child.await().requireStatus(0);
    }
    TinyRun.assertSame(whole, folder);
  }

  @Test
  void anotherSeedGivesOtherWeightsAndAnotherSearch() throws Exception {
    run(folder(), "--seed", "6").requireStatus(0);

    Results one = Results.read(whole.resolve("results.json"));
    Results other = Results.read(folder.resolve("results.json"));
    assertNotEquals(weights(one), weights(other));
    assertNotEquals(one.levels().getFirst().candidates(), other.levels().getFirst().candidates());
  }

  private static String weights(Results results) {
    return results.retrained().orElseThrow().baseline().weights();
  }

  @Test
  void aRunThatIsKilledInEachPhaseEndsAsOneThatWasNot() throws Exception {
    folder();
    killInTraining("stage supernet", "stage-supernet.safetensors");
    killAt("scoring", 2, 1);
    assertEquals(4, answers("stage"));
    killInTraining("spatial supernet", "spatial-supernet.safetensors");
    killAt("scoring", 2, 1);
    assertEquals(4, answers("spatial"));
    killInTraining("baseline", "baseline.safetensors");
    killInTraining("found", "found.safetensors");
    killAt("detecting on test", 2, 1);
    killAt("parity", 1, 1);
    assertTrue(Files.exists(folder.resolve("found.onnx")));

    resume(folder).requireStatus(0);

    TinyRun.assertSame(whole, folder);
    assertEquals(steps(whole), steps(folder));
  }

  /** The net and the step of each line of the metrics. */
  private static List<String> steps(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.replaceFirst("^([^,]*,[^,]*),.*", "$1"))
        .sorted()
        .toList();
  }

  @Test
  void aRunThatIsKilledAtArbitraryMomentsEndsAsOneThatWasNot() throws Exception {
    folder();
    for (int milliseconds : List.of(150, 600, 1100)) {
      String[] command =
          Files.exists(folder.resolve("descriptor.yaml"))
              ? new String[] {"resume", folder.toString(), "--json"}
              : new String[] {"run", descriptor.toString(), "--out", folder.toString(), "--json"};
      try (Child child = Child.start(scratch, command)) {
        child.awaitLine("\"start\"");
        Thread.sleep(milliseconds);
        child.kill().await();
      }
    }
    resume(folder).requireStatus(0);
    TinyRun.assertSame(whole, folder);
  }

  @Test
  void whatAKilledProcessHalfWroteOrDidNotDeleteIsGoneInTheEnd() throws Exception {
    folder();
    var pipeline = new Doomed(Doomed.Fate.THROW, "spatial supernet", 1, 7);
    Ending.of(pipeline, "run", descriptor.toString(), "--out", folder.toString(), "--quiet")
        .requireStatus(1);
    // Killed while it wrote a checkpoint, and between writing weights and deleting theirs.
    Files.write(folder.resolve(".spatial-supernet.safetensors.checkpoint.part"), new byte[999]);
    Files.copy(
        folder.resolve("spatial-supernet.safetensors.checkpoint"),
        folder.resolve("stage-supernet.safetensors.checkpoint"));

    resume(folder).requireStatus(0);

    TinyRun.assertSame(whole, folder);
  }

  @Test
  void aRunWithResultsButWithoutItsReportIsFinished() throws Exception {
    folder();
    copy(whole, folder);
    Files.delete(folder.resolve("report.html"));

    resume(folder).requireStatus(0);

    TinyRun.assertSame(whole, folder);
  }

  @Test
  void aSecondProcessIsRefusedAndAStoppedOneSaysHowToGoOn() throws Exception {
    folder();
    try (Child child = doomed(Doomed.Fate.WAIT, "stage supernet", 1, 7)) {
      child.awaitLine("waiting");

      Ending second = resume(folder).requireStatus(2);
      assertTrue(second.complainsOf("is working on", "journal.sqlite"), second::toString);
      assertEquals(2, second.err().size(), second::toString);
      Ending third = run(folder).requireStatus(2);
      assertTrue(third.complainsOf("found a run", "crnas resume"), third::toString);
      assertEquals(2, third.err().size(), third::toString);

      Ending stopped = child.terminate().await().requireStatus(128 + 15);
      assertTrue(stopped.complainsOf("crnas resume " + folder), stopped::toString);
    }
    resume(folder).requireStatus(0);
    TinyRun.assertSame(whole, folder);
  }

  @Test
  void aRunAtItsEndStaysAsItIs() throws Exception {
    folder();
    copy(whole, folder);

    Ending ending = Ending.of("resume", folder.toString()).requireStatus(0);

    assertTrue(ending.out().contains(folder + " is at its end already"), ending::toString);
    TinyRun.assertSame(whole, folder);
  }

  @Test
  void aRunAtItsEndWhoseOnnxDiffersFailsAgain() throws Exception {
    folder();
    copy(whole, folder);
    Path results = folder.resolve("results.json");
    String differs = Files.readString(results).replace("\"passed\" : true", "\"passed\" : false");
    Files.writeString(results, differs);

    Ending ending = resume(folder).requireStatus(1);

    assertTrue(ending.complainsOf("found.onnx differs from the engine"), ending::toString);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String file : TinyRun.files(from)) {
      Files.copy(from.resolve(file), to.resolve(file));
    }
  }
}
