package io.crnas.experiments.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.experiments.results.Retrained;
import io.crnas.experiments.run.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "candidate,AP\n1-2-1-2/1.11.1.11,0.1\n2-1-1-2/11.1.1.11,0.3\n1-2-1-2/1.12.1.11,0.2\n");
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
            budget: {input: 64x64, baseline: 1-2-1-2}
            levels:
              - level: %s
                evaluator: {kind: table, file: scores.csv}
                strategy: {kind: random, evaluations: 40}
            %s
            export: {timed-runs: 0}
            """
                .formatted(name, test, level, more));
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
