package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.json.Json;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.status.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is told of a run from outside. */
class StatusTest {
  @TempDir Path scratch;

  private static RunStatus status(Path run, Instant now) throws IOException {
    try (Evaluators evaluators = Evaluators.onClassPath()) {
      return RunStatus.read(run, evaluators, now);
    }
  }

  @Test
  void aRunTellsItsTrainingsAndSearches() throws IOException {
    Path run = scratch.resolve("run");
    Path descriptor = TinyRun.descriptor(scratch);
    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);

    Ending ended = Ending.of("status", run.toString(), "--json").requireStatus(0);
    JsonNode json = Json.MAPPER.readTree(String.join("\n", ended.out()));
    assertEquals("ended", json.get("state").stringValue());
    assertEquals(
        List.of("stage-supernet", "spatial-supernet", "baseline", "found"),
        json.get("nets").valueStream().map(net -> net.get("net").stringValue()).toList());
    for (JsonNode net : json.get("nets")) {
      assertEquals(15, net.get("step").intValue());
    }
    assertTrue(json.get("now").isEmpty(), json::toString);
    Results results = Results.read(run.resolve("results.json"));
    for (int i = 0; i < 2; i++) {
      Results.Level level = results.levels().get(i);
      JsonNode told = json.get("levels").get(i);
      assertEquals(level.name(), told.get("level").stringValue());
      assertEquals(level.candidates().size(), told.get("scored").intValue());
      double best =
          level.candidates().stream()
              .mapToDouble(candidate -> candidate.score().orElseThrow())
              .max()
              .orElseThrow();
      assertEquals(best, told.get("AP").doubleValue());
    }

    // As it was before its end.
    Files.delete(run.resolve("results.json"));
    RunStatus stopped = status(run, Instant.now().plusSeconds(7_200));
    assertEquals(RunStatus.State.STOPPED, stopped.state());
    assertTrue(
        stopped.lines().getFirst().contains("2 h 0 min ago; it goes on by: crnas resume " + run),
        () -> stopped.lines().toString());
    assertLine(stopped, "found +15 steps .*");
  }

  /** A run that waits in the middle of some work until it is killed. */
  private Child waiting(Path descriptor, Path run, String work, int units) throws IOException {
    return Child.start(
            scratch,
            Child.java(
                scratch,
                Doomed.class,
                "WAIT",
                work,
                "1",
                Integer.toString(units),
                "run",
                descriptor.toString(),
                "--out",
                run.toString()))
        .awaitLine("waiting");
  }

  /** As soon as so much of the work that was begun last is told to be done. */
  private static RunStatus await(Path run, long done) throws Exception {
    RunStatus status = status(run, Instant.now());
    while (status.now().isEmpty() || status.now().getLast().done() < done) {
      Thread.sleep(20);
      status = status(run, Instant.now());
    }
    return status;
  }

  private static void assertLine(RunStatus status, String pattern) {
    assertTrue(
        status.lines().stream().anyMatch(line -> line.matches(pattern)),
        () -> pattern + " is no line of " + String.join("\n", status.lines()));
  }

  @Test
  void aSearchTellsItsPhaseRateTimeLeftAndTheReasonOfTheLastFailure() throws Exception {
    Path descriptor =
        CheapRun.descriptor(
            scratch, "kind: evolution, population: 4, generations: 9", "stage", "spatial");
    // Of all candidates with dilations each second one has no score.
    Path scores = scratch.resolve("scores.csv");
    List<String> lines = Files.readAllLines(scores);
    Files.write(
        scores,
        IntStream.range(0, lines.size())
            .filter(i -> i % 2 == 0 || !lines.get(i).contains("2,"))
            .mapToObj(lines::get)
            .toList());
    Path run = scratch.resolve("run");
    try (Child child = waiting(descriptor, run, "spatial search", 8)) {
      RunStatus status = await(run, 8);
      assertEquals(RunStatus.State.RUNNING, status.state());
      assertLine(
          status, "now +8/22 candidates +[0-9.]+/s +\\d+ s +spatial search, best AP \\d+\\.\\d");
      assertLine(status, "stage search +\\d+ candidates +highest AP \\d+\\.\\d: .*");

      JsonNode json = Json.MAPPER.readTree(status.json());
      JsonNode now = json.get("now").get(0);
      assertEquals("spatial search", now.get("work").stringValue());
      assertEquals("candidates", now.get("unit").stringValue());
      double rate = now.get("rate").doubleValue();
      assertEquals((22 - 8) / rate, now.get("secondsLeft").doubleValue(), 1e-6);
      JsonNode spatial = json.get("levels").get(1);
      assertTrue(spatial.get("failed").intValue() > 0, json::toString);
      JsonNode failure = spatial.get("lastFailure");
      assertEquals("not in the table", failure.get("reason").stringValue());
      assertLine(
          status,
          " +%d failed +the last: %s: not in the table"
              .formatted(
                  spatial.get("failed").intValue(),
                  Pattern.quote(failure.get("candidate").stringValue())));
      child.kill().await();
    }

    // Though something was written just now.
    RunStatus stopped = status(run, Instant.now());
    assertEquals(RunStatus.State.STOPPED, stopped.state());
    assertLine(stopped, "it was at +8/22 candidates +spatial search");

    Ending.of("resume", run.toString(), "--quiet").requireStatus(0);
    assertEquals(List.of(), status(run, Instant.now()).now());
    assertFalse(Files.exists(run.resolve("progress.json")));
  }

  @Test
  void aTrainingOfEpochsTellsItsRateAndTimeLeft() throws Exception {
    Path descriptor = TinyRun.descriptor(scratch);
    Files.writeString(
        descriptor,
        Files.readString(descriptor)
            .replace("kind: supernet, steps: 15", "kind: supernet, epochs: 3"));
    Path run = scratch.resolve("run");
    try (Child child = waiting(descriptor, run, "stage supernet", 9)) {
      RunStatus status = await(run, 9);
      // 16 images by twos.
      assertLine(status, "now +9/24 steps +[0-9.]+/s +\\d+ s +stage supernet, loss .*");
      child.kill().await();
    }
  }

  @Test
  void aFolderOfNoRunIsBadInput() {
    Ending ending = Ending.of("status", scratch.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("no descriptor.yaml", "the folder of a run"), ending::toString);
  }
}
