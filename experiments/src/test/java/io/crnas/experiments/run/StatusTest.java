package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
      assertEquals(15, net.get("steps").intValue());
    }
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
    RunStatus running = status(run, Instant.now());
    assertEquals(RunStatus.State.RUNNING, running.state());
    RunStatus silent = status(run, Instant.now().plusSeconds(7_200));
    assertEquals(RunStatus.State.SILENT, silent.state());
    assertTrue(
        silent.lines().getFirst().contains("crnas resume " + run), () -> silent.lines().toString());
    assertTrue(
        silent.lines().stream().anyMatch(line -> line.matches("found +15/15 steps .*")),
        () -> silent.lines().toString());
  }

  @Test
  void aFolderOfNoRunIsBadInput() {
    Ending ending = Ending.of("status", scratch.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("no descriptor.yaml", "the folder of a run"), ending::toString);
  }
}
