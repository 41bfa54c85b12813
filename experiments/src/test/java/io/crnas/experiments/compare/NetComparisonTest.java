package io.crnas.experiments.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.run.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code crnas compare --nets} says of runs. */
class NetComparisonTest {
  @TempDir Path scratch;

  /** A run that finds by a table and trains what it found for a few steps. */
  private Path run(String name, String level, int test, String more) throws IOException {
    Files.writeString(
        scratch.resolve("scores.csv"),
        """
        candidate,AP
        1-2-1-2/1.11.1.11,0.1
        2-1-1-2/11.1.1.11,0.3
        1-2-1-2/1.12.1.11,0.2
        1-1-1-1/1.1.1.1,0.1
        """);
    Path descriptor =
        Files.writeString(
            scratch.resolve(name + ".yaml"),
            """
            name: %s
            threads: 1
            device: cpu
            data: {kind: scenes, image-size: 64x64, train: 8, val: 4, test: %d}
            detector: {kind: faster-rcnn, fpn-channels: 16, head-width: 32,
              anchor-sizes: [8, 16, 24, 32, 48], rpn-pre-nms: 50, rpn-post-nms: 20, rpn-batch: 16,
              roi-batch: 16, score-threshold: 0.0, detections: 10}
            space: {backbone: resnet18, width: 8, dilations: [1, 2],
              stages: [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]}
            budget: {input: 64x64%s}
            levels:
              - level: %s
                evaluator: {kind: table, file: scores.csv}
                strategy: {kind: random, evaluations: 40}
            %s
            export: {timed-runs: 0}
            """
                .formatted(
                    name,
                    test,
                    more.contains("budgets:") ? "" : ", baseline: 1-2-1-2",
                    level,
                    more));
    Path folder = scratch.resolve(name);
    Ending.of("run", descriptor.toString(), "--out", folder.toString(), "--quiet").requireStatus(0);
    return folder;
  }

  private static String retrain(int seeds) {
    return "retrain: {steps: 4, seeds: %d, recipe: {batch: 2, warmup-steps: 1}}".formatted(seeds);
  }

  @Test
  void levelsAndBudgetsStandBesideEachOther() throws IOException {
    Path stage = run("stage-alone", "stage", 4, retrain(2));
    Path joint = run("jointly", "joint", 4, retrain(1));
    Path drawing = scratch.resolve("nets.svg");

    Ending ending =
        Ending.of(
            "compare", "--nets", stage.toString(), joint.toString(), "--out", drawing.toString());

    ending.requireStatus(0);
    assertEquals(3, ending.out().stream().filter(line -> !line.startsWith("wrote")).count());
    assertTrue(
        ending.out().get(1).matches(".*stage-alone +stage +1-2-1-2.* 2 seeds.*"), ending::toString);
    assertTrue(ending.out().get(2).contains("one training each"), ending::toString);
    String svg = Files.readString(drawing);
    assertTrue(svg.contains("found by stage") && svg.contains("found by joint"), svg);
    assertTrue(svg.contains("10⁹ macs (backbone, 64x64, mac)"), svg);
    Ending json = Ending.of("compare", "--nets", joint.toString(), "--json").requireStatus(0);
    JsonNode told = JsonMapper.shared().readTree(json.out().getFirst());
    Retrained nets = Results.read(joint.resolve("results.json")).retrained().orElseThrow();
    assertEquals("joint", told.get("levels").asString());
    assertEquals(nets.found().test().get("AP"), told.get("found").get("score").asDouble());
    assertEquals(
        nets.baseline().allocation().toString(), told.get("baseline").get("allocation").asString());
  }

  @Test
  void eachBudgetOfARunHasALineAndAPointOfTheSameSeries() throws IOException {
    Path run = run("several", "stage", 4, retrain(1) + "\nbudgets: [1-2-1-2, 1-1-1-1]");
    Path drawing = scratch.resolve("nets.svg");

    Ending ending =
        Ending.of("compare", "--nets", run.toString(), "--out", drawing.toString())
            .requireStatus(0);

    List<String> lines = ending.out();
    assertTrue(lines.get(1).matches(".*budgets/1-2-1-2 +stage +1-2-1-2/.*"), ending::toString);
    assertTrue(lines.get(2).matches(".*budgets/1-1-1-1 +stage +1-1-1-1/.*"), ending::toString);
    List<JsonNode> told =
        Ending.of("compare", "--nets", run.toString(), "--json").requireStatus(0).out().stream()
            .map(line -> JsonMapper.shared().readTree(line))
            .toList();
    assertEquals(2, told.size());
    for (JsonNode one : told) {
      Results results = Results.read(Path.of(one.get("run").asString()).resolve("results.json"));
      assertEquals(
          results.budget().target().value(), one.get("baseline").get("cost").asLong(), "" + one);
      assertEquals(
          results.retrained().orElseThrow().found().test().get("AP"),
          one.get("found").get("score").asDouble());
    }
    String svg = Files.readString(drawing);
    assertEquals(1, count(svg, "found by stage"));
    assertTrue(svg.contains("1-2-1-2") && svg.contains("1-1-1-1"), svg);
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  @Test
  void whatCanNotStandBesideEachOtherIsTold() throws IOException {
    Path one = run("one", "stage", 4, retrain(1));
    Path other = run("other", "stage", 5, retrain(1));
    Path untrained = run("untrained", "stage", 4, "");

    Ending ending =
        Ending.of("compare", "--nets", one.toString(), other.toString(), untrained.toString())
            .requireStatus(2);

    assertTrue(ending.complainsOf("other images to test on"), ending::toString);
    assertTrue(ending.complainsOf("no nets with an AP"), ending::toString);
    ending = Ending.of("compare", "--nets", scratch.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("no results"), ending::toString);
    ending = Ending.of("compare", "--nets", "--level", "stage", one.toString()).requireStatus(2);
    assertTrue(ending.complainsOf("none beside --nets"), ending::toString);
  }
}
