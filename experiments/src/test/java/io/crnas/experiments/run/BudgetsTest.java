package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.json.Json;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on several budgets is one stage supernet and a search within each. */
class BudgetsTest {
  private static final List<String> BUDGETS = List.of("1-2-1-2", "resnet18");

  @TempDir Path scratch;

  private Path descriptor() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replace(
                "{kind: supernet, steps: 15,", "{kind: supernet, steps: 15, sampling: feasible,");
    return Files.writeString(
        scratch.resolve("several.yaml"), yaml + "budgets: [1-2-1-2, resnet18]\n");
  }

  private static List<Path> folders(Path run) {
    return BUDGETS.stream().map(name -> run.resolve("budgets").resolve(name)).toList();
  }

  @Test
  void eachBudgetHasItsOwnSearchesNetsAndReportOnOneStageSupernet() throws IOException {
    Path descriptor = descriptor();
    Path run = scratch.resolve("run");
    String[] command = {"run", descriptor.toString(), "--out", run.toString(), "--quiet"};
    Ending.of(command).requireStatus(0);

    assertEquals(
        Set.of(
            "budgets",
            "data.json",
            "descriptor.yaml",
            "journal.sqlite",
            "journal.sqlite.lock",
            "metrics.csv",
            "report.html",
            "results.json",
            "stage-supernet.safetensors",
            "tensorboard",
            "timings.json"),
        TinyRun.files(run));
    Overview overview = Overview.read(run.resolve("results.json"));
    assertEquals(BUDGETS, overview.budgets().stream().map(Overview.Entry::name).toList());
    assertEquals("1-2-1-2", overview.budgets().getFirst().baseline().brief());
    assertEquals("2-2-2-2", overview.budgets().getLast().baseline().brief());
    for (int i = 0; i < BUDGETS.size(); i++) {
      Path folder = folders(run).get(i);
      assertEquals(
          Set.of(
              "baseline-detections.json",
              "baseline.json",
              "baseline.onnx",
              "baseline.safetensors",
              "categories.csv",
              "found-detections.json",
              "found.json",
              "found.onnx",
              "found.png",
              "found.safetensors",
              "metrics.csv",
              "pictures.json",
              "report.html",
              "results.json",
              "spatial-supernet.safetensors",
              "tensorboard",
              "test-annotations.json"),
          TinyRun.files(folder));
      Results results = Results.read(folder.resolve("results.json"));
      assertEquals(results.retrained(), overview.budgets().get(i).retrained());
      assertEquals(
          List.of("stage", "spatial"), results.levels().stream().map(Results.Level::name).toList());
      long cost = results.budget().target().value();
      results
          .levels()
          .forEach(level ->
              level
                  .candidates()
                  .forEach(one ->
                      assertTrue(Math.abs(one.cost() - cost) <= 0.01 * cost, one::toString)));
      assertScoredAgain(run, BUDGETS.get(i) + "/spatial", results.levels().getLast());
    }
    assertTrue(
        Files.readString(run.resolve("report.html"))
            .contains("<a href=\"budgets/resnet18/report.html\">resnet18</a>"));
  }

  /** By its name among the levels of all budgets, on stages that other budgets have not. */
  private static void assertScoredAgain(Path run, String name, Results.Level level) {
    Ending ending =
        Ending.of("score", run.toString(), level.best().toString(), "--level", name, "--quiet");
    ending.requireStatus(0);
    assertEquals(
        level.bestMetrics().get("AP"),
        Json.MAPPER.readTree(ending.out().getLast()).get("AP").doubleValue(),
        name);
  }

  @Test
  void aRunKilledWithinTheSecondBudgetEndsAsOneThatWasNot() throws Exception {
    Path descriptor = descriptor();
    Path whole = scratch.resolve("whole");
    Ending.of("run", descriptor.toString(), "--out", whole.toString(), "--quiet").requireStatus(0);
    Path killed = scratch.resolve("killed");
    String[] command = {"run", descriptor.toString(), "--out", killed.toString(), "--quiet"};
    var doomed = new Doomed(Doomed.Fate.THROW, "resnet18/spatial supernet", 1, 7);
    Ending.of(doomed, command).requireStatus(1);
    assertTrue(Files.exists(folders(killed).getFirst().resolve("results.json")));
    assertFalse(Files.exists(killed.resolve("results.json")));

    Ending.of("resume", killed.toString(), "--quiet").requireStatus(0);

    for (String file : List.of("results.json", "report.html", "stage-supernet.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(killed.resolve(file)), file);
    }
    for (int i = 0; i < BUDGETS.size(); i++) {
      Path expected = folders(whole).get(i);
      assertEquals(TinyRun.files(expected), TinyRun.files(folders(killed).get(i)));
      var same = TinyRun.files(expected);
      // These tell of times.
      same.removeAll(List.of("metrics.csv", "tensorboard"));
      for (String file : same) {
        assertArrayEquals(
            Files.readAllBytes(expected.resolve(file)),
            Files.readAllBytes(folders(killed).get(i).resolve(file)),
            file);
      }
    }

    Ending again = Ending.of("resume", killed.toString()).requireStatus(0);
    assertTrue(again.out().contains(killed + " is at its end already"), again::toString);
    assertEquals("report of all budgets: " + killed.resolve("report.html"), again.out().getLast());
    Ending.of("report", killed.toString(), "--quiet").requireStatus(0);
  }

  @Test
  void aBudgetWithoutCandidatesIsRefusedBeforeAnythingIsTrained() throws IOException {
    Path descriptor = descriptor();
    String yaml = Files.readString(descriptor).replace("1-2-1-2", "3-3-3-3").replace("3]]", "2]]");
    Files.writeString(descriptor, yaml.replace("[1, 2, 3]", "[1, 2]"));
    Path run = scratch.resolve("run");

    Ending ending =
        Ending.of("run", descriptor.toString(), "--out", run.toString()).requireStatus(2);

    assertTrue(ending.complainsOf("budgets[0]", "3 blocks"), ending::toString);
    assertFalse(Files.exists(run));
  }
}
