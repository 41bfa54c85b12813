package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several candidates of the search are trained, and the best of them is what was found. */
class FinalistsTest {
  private static final String SCENES =
      "{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}";

  @TempDir Path scratch;

  private Path descriptor(String data, int finalists) throws IOException {
    return Files.writeString(
        scratch.resolve(finalists + ".yaml"),
        TinyRun.yaml(data).replace("retrain: {", "retrain: {finalists: " + finalists + ", "));
  }

  private Path run(String data, int finalists) throws IOException {
    Path folder = scratch.resolve("run-" + finalists);
    Path descriptor = descriptor(data, finalists);
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    return folder;
  }

  private static Results results(Path folder) throws IOException {
    return Results.read(folder.resolve("results.json"));
  }

  private static byte[] weights(Path folder, String net) throws IOException {
    return Files.readAllBytes(folder.resolve(net + ".safetensors"));
  }

  @Test
  void theBestOfTheSearchAreTrainedAndTheBestOfThoseIsFoundAndExported() throws IOException {
    Path folder = run(SCENES, 4);
    Results results = results(folder);
    var finals = results.retrained().orElseThrow().finals().orElseThrow();
    assertEquals("AP", finals.metric());
    List<Allocation> names =
        finals.finalists().stream().map(Retrained.Finalist::allocation).toList();
    assertEquals(best(results.levels().getLast(), 4), names);
    assertEquals(finals.best(), results.found());
    assertEquals(finals.best(), results.retrained().orElseThrow().found().allocation());
    // Nothing was drawn from the images to train on, so the same training is not done again.
    int winner = names.indexOf(finals.best()) + 1;
    assertArrayEquals(weights(folder, "finalist-" + winner), weights(folder, "found"));
    String html = Files.readString(folder.resolve("report.html"));
    assertTrue(html.contains("Finalists of the search"), html);
  }

  /** By what the search ranks them by; of equals, those that were asked for first. */
  private static List<Allocation> best(Results.Level level, int many) {
    return level.candidates().stream()
        .filter(candidate -> candidate.rankedBy().isPresent())
        .sorted(Comparator.comparingDouble(candidate -> -candidate.rankedBy().orElseThrow()))
        .limit(many)
        .map(Results.Candidate::allocation)
        .toList();
  }

  @Test
  void theOrderOfTheSearchDoesNotDecide() throws IOException {
    List<String> nets = List.of("2-2-2-2", "1-3-2-2", "3-1-2-2");
    Retrained.Finals one = finals("one", nets);
    Retrained.Finals other = finals("other", nets.reversed());
    assertEquals("AR100", one.metric());
    assertEquals(one.finalists().reversed(), other.finalists());
    double highest =
        one.finalists().stream().mapToDouble(net -> net.score().orElseThrow()).max().orElseThrow();
    // Else the order decided after all.
    assertEquals(
        1,
        one.finalists().stream().filter(net -> net.score().orElseThrow() == highest).count(),
        one::toString);
    assertEquals(one.best(), other.best());
  }

  /** Of a search whose scores, from a table, put the nets into this order. */
  private Retrained.Finals finals(String name, List<String> nets) throws IOException {
    var table = new StringBuilder("candidate,AR100\n");
    nets.forEach(net -> table.append(net + "," + (nets.size() - nets.indexOf(net)) + "\n"));
    Files.writeString(scratch.resolve(name + ".csv"), table);
    String levels =
        """
        levels:
          - level: stage
            objective: AR100
            evaluator: {kind: table, file: %s.csv}
            strategy: {kind: exhaustive}
        """
            .formatted(name);
    String yaml =
        // Images enough for scores that differ.
        TinyRun.yaml(SCENES.replace("val: 8", "val: 40"))
            .replaceFirst("(?s)levels:.*(?=retrain:)", levels)
            .replace(
                "steps: 15, recipe: *recipe",
                "finalists: 9, steps: 120, recipe: {batch: 2, warmup-steps: 2}");
    Path descriptor = Files.writeString(scratch.resolve(name + ".yaml"), yaml);
    Path folder = scratch.resolve(name);
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    return results(folder).retrained().orElseThrow().finals().orElseThrow();
  }

  @Test
  void ofEqualFinalistsTheSearchDecidesAndWithoutAScoreNoneWins() {
    var finals =
        new Retrained.Finals(
            "AP",
            List.of(
                new Retrained.Finalist(Allocation.parse("1-1"), OptionalDouble.empty(), List.of()),
                finalist("1-2", 0.1),
                finalist("2-1", 0.2),
                finalist("2-2", 0.2)),
            Optional.empty());
    assertEquals(Allocation.parse("2-1"), finals.best());
  }

  private static Retrained.Finalist finalist(String allocation, double score) {
    return new Retrained.Finalist(
        Allocation.parse(allocation), OptionalDouble.of(score), List.of(score));
  }

  @Test
  void aRaceTrainsFewerWithMoreSeedsAndTheBaselineRuns() throws Exception {
    String race = "race: {start: 4, keep: [2], seeds: [1, 3]}, seeds: 3";
    Path folder = race("race", race);
    Retrained retrained = results(folder).retrained().orElseThrow();
    Retrained.Finals finals = retrained.finals().orElseThrow();
    assertEquals(
        best(results(folder).levels().getLast(), 4),
        finals.finalists().stream().map(Retrained.Finalist::allocation).toList());
    // The two that had the best scores with the first seed go on, and the baseline always.
    Allocation itself = results(folder).baseline();
    List<Allocation> inOrder =
        finals.finalists().stream()
            .sorted(Comparator.comparingDouble(one -> -one.scores().getFirst()))
            .map(Retrained.Finalist::allocation)
            .toList();
    for (Retrained.Finalist one : finals.finalists()) {
      boolean goesOn = inOrder.indexOf(one.allocation()) < 2 || one.allocation().equals(itself);
      assertEquals(goesOn ? 3 : 1, one.scores().size(), finals::toString);
    }
    assertEquals(!inOrder.contains(itself), finals.baseline().isPresent());
    finals.baseline().ifPresent(baseline -> assertEquals(3, baseline.scores().size()));
    assertEquals(3, retrained.found().seeds().size());
    assertEquals(3, retrained.difference().orElseThrow().seeds());
    assertEquals(
        retrained.found().test().get("AP") - retrained.baseline().test().get("AP"),
        retrained.difference().orElseThrow().mean(),
        1e-12);
    // Each seed is another training.
    assertFalse(Arrays.equals(weights(folder, "found"), weights(folder, "found-seed-2")));

    int went = 1 + finals.finalists().stream().map(one -> one.scores().size()).toList().indexOf(3);
    Path killed = scratch.resolve("killed-race");
    var doomed = new Doomed(Doomed.Fate.THROW, "finalist-" + went + "-seed-2", 1, 3);
    Ending.of(
            doomed,
            "run",
            scratch.resolve("race.yaml").toString(),
            "--out",
            killed.toString(),
            "--quiet")
        .requireStatus(1);
    Ending.of("resume", killed.toString(), "--quiet").requireStatus(0);
    assertEquals(
        Files.readString(folder.resolve("results.json")),
        Files.readString(killed.resolve("results.json")));
  }

  private Path race(String name, String settings) throws IOException {
    Path descriptor =
        Files.writeString(
            scratch.resolve(name + ".yaml"),
            TinyRun.yaml(SCENES).replace("retrain: {", "retrain: {" + settings + ", "));
    Path folder = scratch.resolve(name);
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    return folder;
  }

  @Test
  void aRaceThatIsNoneIsRefused() throws IOException {
    Path descriptor =
        Files.writeString(
            scratch.resolve("bad.yaml"),
            TinyRun.yaml(SCENES)
                .replace(
                    "retrain: {",
                    "retrain: {finalists: 2, race: {start: 4, keep: [5], seeds: [2, 2, 1]}, "));
    Ending ending = Ending.of("validate", descriptor.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("beside race"), ending::toString);
    assertTrue(ending.complainsOf("fewer in each round"), ending::toString);
    assertTrue(ending.complainsOf("more in each round"), ending::toString);
    assertTrue(ending.complainsOf("2 numbers, one for each round"), ending::toString);
  }

  @Test
  void whereTheValSplitIsDrawnFromTheTrainingImagesNoneIsJudgedByWhatItHasSeen()
      throws IOException {
    VocFolder.in(scratch.resolve("data"));
    String data =
        "{kind: voc, path: %s, image-size: 64x64, validation-images: 2}"
            .formatted(scratch.resolve("data"));
    Path folder = run(data, 2);
    Results results = results(folder);
    var finals = results.retrained().orElseThrow().finals().orElseThrow();
    int winner = finals.finalists().getFirst().allocation().equals(results.found()) ? 1 : 2;
    // The finalist was trained on two images, the found net on all four.
    assertFalse(Arrays.equals(weights(folder, "finalist-" + winner), weights(folder, "found")));
  }

  @Test
  void aRunThatIsKilledBetweenFinalistsEndsAsOneThatWasNot() throws Exception {
    Path whole = run(SCENES, 3);
    Path killed = scratch.resolve("killed");
    String[] command = {
      "run", descriptor(SCENES, 3).toString(), "--out", killed.toString(), "--quiet"
    };
    var doomed = new Doomed(Doomed.Fate.THROW, "finalist-2", 1, 7);
    Ending.of(doomed, command).requireStatus(1);
    assertTrue(Files.exists(killed.resolve("finalist-1.safetensors")));
    assertTrue(Files.exists(killed.resolve("finalist-2.safetensors.checkpoint")));
    doomed = new Doomed(Doomed.Fate.THROW, "detecting on val", 2, 1);
    Ending.of(doomed, "resume", killed.toString(), "--quiet").requireStatus(1);

    Ending.of("resume", killed.toString(), "--quiet").requireStatus(0);

    assertEquals(
        Files.readString(whole.resolve("results.json")),
        Files.readString(killed.resolve("results.json")));
    assertEquals(TinyRun.files(whole), TinyRun.files(killed));
    for (String net : List.of("baseline", "finalist-1", "finalist-2", "finalist-3", "found")) {
      assertArrayEquals(weights(whole, net), weights(killed, net), net);
    }
  }

  @Test
  void anObjectiveThatNoDetectorHasIsNoneToJudgeTrainedNetsBy() throws IOException {
    String table = "candidate,AP/nothing\n2-2-2-2,1\n1-3-2-2,2\n";
    Files.writeString(scratch.resolve("scores.csv"), table);
    String yaml =
        TinyRun.yaml(SCENES)
            .replaceFirst(
                "(?s)levels:.*(?=retrain:)",
                """
                levels:
                  - level: stage
                    objective: AP/nothing
                    evaluator: {kind: table, file: scores.csv}
                    strategy: {kind: exhaustive}
                """)
            .replace("recipe: *recipe", "finalists: 2, recipe: {batch: 2, warmup-steps: 2}");
    Path descriptor = Files.writeString(scratch.resolve("own.yaml"), yaml);
    Path folder = scratch.resolve("own");
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    assertEquals("AP", results(folder).retrained().orElseThrow().finals().orElseThrow().metric());
  }

  @Test
  void whereEveryFinalistDivergesTheRunSaysSo() throws IOException {
    String yaml =
        Files.readString(descriptor(SCENES, 2))
            .replaceFirst(
                "(?m)^retrain.*",
                "retrain: {finalists: 2, steps: 15,"
                    + " recipe: {batch: 2, warmup-steps: 0, learning-rate: 1e30}}");
    Path descriptor = Files.writeString(scratch.resolve("wild.yaml"), yaml);
    Path folder = scratch.resolve("wild");
    Ending ending =
        Ending.of("run", descriptor.toString(), "--out", folder.toString()).requireStatus(1);
    assertTrue(ending.complainsOf("training diverged"), ending::toString);
    assertTrue(
        ending.out().stream().anyMatch(line -> line.contains("finalist-2"))
            || ending.err().stream().anyMatch(line -> line.contains("finalist-2")),
        ending::toString);
  }

  @Test
  void whereNothingIsSearchedTheBaselineIsTheOnlyOne() throws IOException {
    Path folder = scratch.resolve("none");
    String yaml = Files.readString(descriptor(SCENES, 9));
    String without = yaml.replaceFirst("(?s)levels:.*(?=retrain:)", "");
    Path descriptor =
        Files.writeString(
            scratch.resolve("none.yaml"),
            without.replace("*recipe", "{batch: 2, warmup-steps: 2}"));
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    Results results = results(folder);
    assertEquals(results.baseline(), results.found());
    assertTrue(results.retrained().orElseThrow().finals().isEmpty());
  }
}
