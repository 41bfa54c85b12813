package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.results.Results;
import io.crnas.runtime.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The nets of a front, exported. */
class FrontExportTest {
  @TempDir static Path scratch;
  private static Path run;

  /** The stage level alone, weighed against parameters, in a wide budget. */
  @BeforeAll
  static void search() throws IOException {
    String yaml =
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
            .replace("seed: 5", "seed: 6")
            .replace("- level: stage", "- level: stage\n    choose-by: score")
            .replace(
                "kind: evolution, population: 4,", "kind: pareto, cost: parameters, population: 8,")
            .replaceFirst("(?m)^.*level: spatial.*\n", "")
            .replace("budget: {input: 64x64}", "budget: {input: 64x64, tolerance: 0.3}");
    run = scratch.resolve("run");
    Path descriptor = Files.writeString(scratch.resolve("front.yaml"), yaml);
    Ending.of("run", descriptor.toString(), "--out", run.toString(), "--quiet").requireStatus(0);
  }

  @Test
  void netsWithoutWeightsAreNotWrittenUnlessTheyAreTrained() throws IOException {
    Results results = Results.read(run.resolve("results.json"));
    List<Results.Compromise> front = results.levels().getFirst().front().orElseThrow().candidates();
    assertTrue(front.size() > 1, front::toString);
    assertEquals(results.found(), front.getFirst().allocation());
    String untrained =
        front.stream()
            .map(one -> one.allocation())
            .filter(one -> !one.equals(results.found()) && !one.equals(results.baseline()))
            .findFirst()
            .orElseThrow()
            .toString();

    Ending refused = Ending.of("export", run.toString(), "--pareto").requireStatus(2);
    assertTrue(
        refused.complainsOf("--pareto", "without weights", untrained, "--train"),
        refused::toString);
    assertFalse(Files.exists(run.resolve("front")));

    byte[] before = Files.readAllBytes(run.resolve("results.json"));
    Ending.of("export", run.toString(), "--pareto", "--train").requireStatus(0);

    JsonNode told = new JsonMapper().readTree(Files.readString(run.resolve("front/front.json")));
    assertEquals(front.size(), told.size());
    for (int i = 0; i < front.size(); i++) {
      JsonNode net = told.get(i);
      assertEquals("front-" + (i + 1) + ".onnx", net.get("file").asString());
      assertEquals(front.get(i).allocation().toString(), net.at("/trained/allocation").asString());
      assertEquals(front.get(i).cost(), net.get("cost").asDouble());
      assertTrue(net.at("/parity/passed").asBoolean());
      Metadata metadata = Metadata.read(run.resolve("front").resolve(net.get("file").asString()));
      assertEquals(front.get(i).allocation().toString(), metadata.allocation());
      assertEquals(
          net.at("/parity/scores/0/file").asDouble(), metadata.accuracy().orElseThrow().ap());
    }
    for (String suffix : List.of(".safetensors", ".onnx")) {
      assertArrayEquals(
          Files.readAllBytes(run.resolve("found" + suffix)),
          Files.readAllBytes(run.resolve("front/front-1" + suffix)));
    }
    assertArrayEquals(before, Files.readAllBytes(run.resolve("results.json")));

    Ending again =
        Ending.of("export", run.toString(), "--pareto", "--part", "features").requireStatus(0);
    Path second = run.resolve("front/front-2-features.onnx");
    assertTrue(Files.exists(second), again::toString);
    Ending.of("verify", second.toString(), "--run", run.toString()).requireStatus(0);
  }

  @Test
  void whatDoesNotGoTogetherIsBadInput() {
    assertTrue(
        Ending.of("export", run.toString(), "--train")
            .requireStatus(2)
            .complainsOf("--train", "--pareto"));
    assertTrue(
        Ending.of("export", run.toString(), "--pareto", "--net", "found", "--torchvision")
            .requireStatus(2)
            .complainsOf("--net", "one of them"));
  }
}
